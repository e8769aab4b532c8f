// What is under dashboards/ is proven here: as the description makes it, well formed, and with data in a real Prometheus.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { before, test } from 'node:test';
import { promisify } from 'node:util';

import { askAgent } from '../../dashboards/agent_says.mjs';
import { generated, stale } from '../../dashboards/generate.mjs';
import { ruleGroups, UNSAID } from '../../dashboards/rules/files.mjs';
import { noBusyShop, startBusyShop } from './harness/busy_shop.mjs';
import { BINARY } from './harness/lifeguard.mjs';
import { startPrometheus } from './harness/prometheus.mjs';
import { until } from './harness/until.mjs';

const run = promisify(execFile);
const folder = new URL('../../dashboards/', import.meta.url).pathname;
const WITHIN = 150_000;

let said;
let boards;
let entries;
before(() => {
  said = askAgent(BINARY);
  const files = fs.readdirSync(`${folder}grafana`);
  boards = files.map((file) => JSON.parse(fs.readFileSync(path.join(folder, 'grafana', file), 'utf8')));
  entries = Object.values(ruleGroups(said)).flat();
});

const panelsOf = (board) => board.panels.filter(({ type }) => type !== 'row');
const panels = () => boards.flatMap((board) => panelsOf(board).map((panel) => ({ board, panel, name: `${board.title}: ${panel.title}` })));
const metricsIn = (expr) => [...expr.matchAll(/\blifeguard_\w+/g)].map(([name]) => name);

test('what is committed is what the description and this binary give', () => {
  assert.deepEqual(stale(generated(said)), [], 'stale: ./dev dashboards');
});

test('every dashboard fits Grafana: numbers, places, units, descriptions and variables', () => {
  assert.equal(new Set(boards.map(({ uid }) => uid)).size, boards.length);
  for (const board of boards) {
    assert.equal(board.schemaVersion, 42);
    assert.deepEqual(board.templating.list.map(({ name }) => name), ['datasource', 'service', 'instance', 'target']);
    assert.ok(board.links.some(({ type, tags, includeVars, keepTime }) => type === 'dashboards' && tags[0] === board.tags[0] && includeVars && keepTime));
    const picture = fs.statSync(path.join(folder, 'pictures', `${path.basename(board.uid).replace('lifeguard-', '')}.png`));
    assert.ok(picture.size < 300_000, `the picture of ${board.title} has ${picture.size} bytes`);
    assert.deepEqual(board.annotations.list.map(({ enable, expr }) => enable && metricsIn(expr)), [['lifeguard_incidents'], ['lifeguard_incidents']]);
    const ids = board.panels.map(({ id }) => id);
    assert.ok(ids.every((id) => id > 0) && new Set(ids).size === ids.length, `${board.title}: ids ${ids}`);
    const taken = new Map();
    for (const { title, gridPos: { x, y, w, h } } of board.panels) {
      assert.ok(x >= 0 && w > 0 && h > 0 && x + w <= 24, `${board.title}: ${title} leaves the grid`);
      for (let column = x; column < x + w; ++column) {
        for (let line = y; line < y + h; ++line) {
          const place = `${column},${line}`;
          assert.ok(!taken.has(place), `${board.title}: ${title} lies upon ${taken.get(place)}`);
          taken.set(place, title);
        }
      }
    }
  }
  for (const { panel, name } of panels()) {
    assert.ok(panel.description?.length > 15, `${name} has no description`);
    assert.ok(panel.fieldConfig.defaults.unit, `${name} has no unit`);
    assert.equal(panel.datasource.uid, '${datasource}', name);
    assert.ok(panel.targets.length > 0 && new Set(panel.targets.map(({ refId }) => refId)).size === panel.targets.length, name);
    for (const { datasource } of panel.targets) assert.equal(datasource.uid, '${datasource}', name);
  }
});

test('every metric that a panel or a rule names exists, with the labels it is asked by', () => {
  const exprs = [...panels().flatMap(({ panel }) => panel.targets.map(({ expr }) => expr)), ...entries.map(({ value }) => value)];
  const own = ['instance', 'target'];
  exprs.push(...boards.flatMap((board) => [...board.templating.list.map(({ definition }) => definition ?? ''), ...board.annotations.list.map(({ expr }) => expr)]));
  for (const expr of exprs) {
    for (const [, name, matchers = ''] of expr.matchAll(/\b(lifeguard_\w+)(?:\{([^}]*)\})?/g)) {
      const histogram = said.metrics.get(name.replace(/_(bucket|sum|count)$/, ''));
      const metric = histogram?.type === 'histogram' ? { labels: [...histogram.labels, 'le'] } : said.metrics.get(name);
      assert.ok(metric, `${name} is not in lifeguard metrics: ${expr}`);
      for (const [, label] of matchers.matchAll(/(\w+)(?==|!=)/g)) {
        assert.ok(own.includes(label) || metric.labels.includes(label), `${name} has no label ${label}: ${expr}`);
      }
    }
  }
});

test('every rule of the agent is a rule of Prometheus, or is said not to be and why', () => {
  const there = new Set(entries.map(({ rule }) => rule));
  assert.deepEqual(Object.keys(said.rules).filter((rule) => !there.has(rule) && !(rule in UNSAID)), []);
  assert.deepEqual(Object.keys(UNSAID).filter((rule) => there.has(rule) || !(rule in said.rules)), []);
});

test('promtool: every alert fires when it must and stays quiet when it must', async (t) => {
  for (const entry of entries) {
    const fired = entry.proofs.map(({ severity }) => severity);
    for (const { labels } of entry.alerts) assert.ok(fired.includes(labels.severity), `${entry.record.record}, ${labels.severity}: never fires`);
    assert.ok(fired.includes(undefined), `${entry.record.record}: never stays quiet`);
  }
  const files = fs.readdirSync(`${folder}prometheus`);
  await run('promtool', ['check', 'rules', ...files.filter((file) => !file.endsWith('_test.yaml'))], { cwd: `${folder}prometheus` });
  await run('promtool', ['test', 'rules', ...files.filter((file) => file.endsWith('_test.yaml'))], { cwd: `${folder}prometheus` });
  const alerts = entries.flatMap((entry) => entry.alerts).length;
  t.diagnostic(`${alerts} alerts of ${new Set(entries.map(({ rule }) => rule)).size} rules, ${entries.flatMap((each) => each.proofs).length} proofs`);
});

test('every expression has data in a Prometheus that scrapes an agent beside a busy shop', { skip: noBusyShop }, async (t) => {
  const { lifeguard } = await startBusyShop({ test: t, config: QUICK });
  const files = fs.readdirSync(`${folder}prometheus`).filter((file) => !file.endsWith('_test.yaml'));
  const prometheus = await startPrometheus({
    test: t,
    targets: { lifeguard: `127.0.0.1:${lifeguard.port}` },
    ruleFiles: files.map((file) => path.join(folder, 'prometheus', file)),
  });

  const expressions = new Map();
  for (const { panel, name } of panels()) for (const { expr } of panel.targets) expressions.set(inTest(expr), name);
  for (const board of boards) for (const { name, expr } of board.annotations.list) expressions.set(inTest(expr), `${board.title}: ${name}`);
  for (const { value, record } of entries) expressions.set(withoutLimits(value), record.record);

  // What comes and goes counts when it was there once.
  const empty = new Map(expressions);
  await until(
    'data for every expression',
    async () => {
      for (const expr of [...empty.keys()]) if ((await prometheus.query(expr)).length > 0) empty.delete(expr);
      return empty.size === 0 || assert.fail(`${empty.size} of ${expressions.size} have none:\n${[...empty].map(([expr, name]) => `${name}\n    ${expr}`).join('\n')}`);
    },
    { within: WITHIN, every: 1_000 },
  );
  for (const { name, query, lastError } of await prometheus.rules()) assert.ok(!lastError, `${name}: ${lastError}\n${query}`);
  const of = (board) => [...expressions.values()].filter((name) => name.startsWith(board.title)).length;
  t.diagnostic(`${expressions.size} expressions evaluated, empty ones ${empty.size}: ${boards.map((board) => `${board.title} ${of(board)}`).join(', ')}`);
});

// Incidents within seconds, for the panels that show them.
const QUICK = `
[rules.blocked_sessions]
warning = "1s"
clear = "500ms"

[rules.target_down]
for = "1s"
`;

// As Grafana fills in its variables, over as much time as the test has.
const inTest = (expr) => expr.replaceAll('$__rate_interval', '15s').replaceAll('"$instance"', '".*"').replaceAll('"$target"', '".*"');

// What a rule compares, whatever it comes to: neither a limit that is not reached nor what is left out (`unless`) is lack of data.
// The hour before is seconds here.
const withoutLimits = (expr) => {
  const [compared] = expr.replaceAll('[1h] offset 5m', '[1h] offset 2s').split(/\s+unless\s/);
  return compared.replace(/ (>=|<) ([\d.e+]+ \* )?-?[\d.]+(e[+-]?\d+)?(?=\s|\)|$)/g, '');
};
