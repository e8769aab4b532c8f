import fs from 'node:fs';
import path from 'node:path';

import { endChild, startChild } from './child.mjs';
import { freePort } from './free_port.mjs';
import { temporaryDirectory } from './temp.mjs';
import { until } from './until.mjs';

/**
 * A real Prometheus that scrapes `targets` ({job: 'host:port'}) every `every` seconds and evaluates the rules in `ruleFiles`.
 * `relabel` are metric_relabel_configs, `features` what is to be switched on.
 * query(expr) gives the series of now, range(expr, {start, end, step}) their course.
 */
export async function startPrometheus({ test, targets, every = 1, ruleFiles = [], features = [], relabel = [] }) {
  const home = temporaryDirectory('prometheus');
  const port = await freePort();
  const config = path.join(home.path, 'prometheus.yml');
  const jobs = Object.entries(targets).map(([job, address]) => ({
    job_name: job,
    static_configs: [{ targets: [address] }],
    metric_relabel_configs: relabel,
  }));
  const settings = {
    global: { scrape_interval: `${every}s`, scrape_timeout: `${every}s`, evaluation_interval: `${every}s` },
    rule_files: ruleFiles,
    scrape_configs: jobs,
  };
  fs.writeFileSync(config, JSON.stringify(settings)); // which is YAML as well
  let log = '';
  const child = startChild(
    'prometheus',
    [`--config.file=${config}`, `--storage.tsdb.path=${home.path}/data`, `--web.listen-address=127.0.0.1:${port}`, '--log.level=warn', ...features.map((feature) => `--enable-feature=${feature}`)],
    { stdio: ['ignore', 'ignore', 'pipe'], cwd: home.path },
  );
  child.handle.stderr.on('data', (text) => (log += text));

  async function ask(where, parameters) {
    const response = await fetch(`http://127.0.0.1:${port}/api/v1/${where}`, { method: 'POST', body: new URLSearchParams(parameters) });
    const { status, data, error } = await response.json();
    if (status !== 'success') throw new Error(`Prometheus on ${parameters.query}: ${error}`);
    return data.result ?? data;
  }

  const prometheus = {
    url: `http://127.0.0.1:${port}`,
    log: () => log,
    query: (query) => ask('query', { query }),
    range: (query, { start, end, step }) => ask('query_range', { query, start, end, step }),
    exemplars: (query, { start, end }) => ask('query_exemplars', { query, start, end }),
    async rules() {
      const response = await fetch(`http://127.0.0.1:${port}/api/v1/rules`);
      return (await response.json()).data.groups.flatMap((group) => group.rules);
    },
    async stop() {
      if (!child.ended) await endChild(child);
      home.remove();
    },
  };
  test?.after(prometheus.stop);
  await until('Prometheus to be ready', async () => (await fetch(`${prometheus.url}/-/ready`)).ok, { within: 30_000 });
  return prometheus;
}
