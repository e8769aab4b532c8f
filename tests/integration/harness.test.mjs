import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import test from 'node:test';

import { childrenOf, isRunning } from './harness/child.mjs';
import { parseMetrics } from './harness/metrics.mjs';
import { startPostgres } from './harness/postgres.mjs';
import { startReceiver } from './harness/receiver.mjs';
import { until } from './harness/until.mjs';

test('PostgreSQL starts, restarts with its data, and leaves nothing', async (t) => {
  const postgres = await startPostgres({ test: t, config: { max_connections: 17 } });
  await postgres.sql('create table kept (n int)');
  const session = await postgres.session();
  await postgres.restart();

  assert.deepEqual(await postgres.sql('select count(*)::int as n from kept'), [{ n: 0 }]);
  assert.deepEqual(await postgres.sql('show max_connections'), [{ max_connections: '17' }]);
  await assert.rejects(session.query('select 1'));

  const family = [postgres.pid, ...childrenOf(postgres.pid)];
  await postgres.stop();
  assert.deepEqual(family.filter(isRunning), []);
  assert.ok(!fs.existsSync(postgres.dir));
});

test('a paused PostgreSQL keeps its connections and does not answer until it is resumed', async (t) => {
  const postgres = await startPostgres({ test: t });
  const session = await postgres.session();
  postgres.pause();
  let answered = false;
  const answer = session.query('select 1').then(() => (answered = true));
  const newcomer = postgres.sql('select 1');
  await assert.rejects(
    until('an answer', () => answered, { within: 300 }),
    /waited 300 ms for an answer; last value: false/,
  );
  postgres.resume();
  await Promise.all([answer, newcomer]);
});

test('a role is held to the lines of pg_hba.conf that the test gives', async (t) => {
  const postgres = await startPostgres({ test: t, hba: ['host all guarded 127.0.0.1/32 scram-sha-256'] });
  await postgres.sql("create role guarded login password 'right'");
  await assert.rejects(postgres.session('guarded', 'postgres', { password: 'wrong' }), { code: '28P01' });
  await postgres.session('guarded', 'postgres', { password: 'right' });
});

test('a receiver remembers, answers as told, and refuses while it is down', async (t) => {
  const receiver = await startReceiver({ test: t });
  const send = () => fetch(receiver.url('/hook'), { method: 'POST', body: '{"n": 1}' });

  assert.equal((await send()).status, 200);
  receiver.setBehaviour(429, { 'Retry-After': '7' }, 'slow down');
  const refused = await send();
  assert.equal(refused.status, 429);
  assert.equal(refused.headers.get('Retry-After'), '7');

  await receiver.down();
  await assert.rejects(send());
  await receiver.up();
  await send();

  assert.equal(receiver.requests.length, 3);
  const first = await receiver.waitFor((request) => request.json.n === 1);
  assert.equal(first.path, '/hook');
});

// SIGKILL leaves the directory, which nobody is left to remove; the server itself must not stay.
for (const [signal, tidy] of [['SIGTERM', true], ['SIGINT', true], ['SIGKILL', false]]) {
  test(`a test ended by ${signal} leaves no PostgreSQL running`, async (t) => {
    const script = `
      import { startPostgres } from '${new URL('harness/postgres.mjs', import.meta.url)}';
      const postgres = await startPostgres();
      const session = await postgres.session();
      if ('${signal}' === 'SIGTERM') postgres.pause();
      console.log(JSON.stringify({ pid: postgres.pid, dir: postgres.dir }));
      setInterval(() => {}, 1000);`;
    const victim = spawn(process.execPath, ['--input-type=module', '-e', script], { stdio: ['ignore', 'pipe', 'inherit'] });
    t.after(() => victim.kill('SIGKILL'));
    let said = '';
    victim.stdout.on('data', (text) => (said += text));
    const { pid, dir } = JSON.parse(await until('the server of the victim', () => said.includes('\n') && said));
    const family = [pid, ...childrenOf(pid)];
    assert.ok(family.length > 3);

    victim.kill(signal);
    await until('its processes to go', () => !family.some(isRunning));
    if (tidy) await until('its directory to go', () => !fs.existsSync(dir));
    fs.rmSync(dir, { recursive: true, force: true });
  });
}

test('metrics are found by name and by some of their labels', () => {
  const metrics = parseMetrics('# TYPE a gauge\na{x="1",y="say \\"hi\\""} 2\na{x="2"} +Inf\nb 3 1700000000\n');
  assert.equal(metrics.value('a', { x: '1' }), 2);
  assert.equal(metrics.value('a', { y: 'say "hi"' }), 2);
  assert.equal(metrics.value('a', { x: '2' }), Infinity);
  assert.equal(metrics.value('b'), 3);
  assert.equal(metrics.value('c'), undefined);
  assert.throws(() => metrics.value('a'), /2 samples/);
});
