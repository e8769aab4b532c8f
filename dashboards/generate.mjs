// Writes dashboards/grafana and dashboards/prometheus anew, from the description here and what the binary says of its metrics
// and rules. With --check it only says what is stale, and ends with 1 when anything is.
import fs from 'node:fs';
import path from 'node:path';

import { askAgent } from './agent_says.mjs';
import { dashboards } from './dashboards.mjs';
import { ruleFiles } from './rules/files.mjs';

const here = new URL('.', import.meta.url).pathname;

/** Every generated file, by its path under this folder. */
export function generated(said = askAgent()) {
  const files = {};
  for (const [name, json] of Object.entries(dashboards(said))) files[`grafana/${name}.json`] = `${JSON.stringify(json, null, 2)}\n`;
  for (const [name, text] of Object.entries(ruleFiles(said))) files[`prometheus/${name}`] = text;
  return files;
}

/** The paths whose committed text is another, those included that nothing generates any more. */
export function stale(files) {
  const read = (file) => (fs.existsSync(path.join(here, file)) ? fs.readFileSync(path.join(here, file), 'utf8') : undefined);
  const there = ['grafana', 'prometheus'].flatMap((dir) => fs.readdirSync(path.join(here, dir)).map((name) => `${dir}/${name}`));
  const left = there.filter((file) => !(file in files));
  return [...Object.keys(files).filter((file) => read(file) !== files[file]), ...left];
}

if (process.argv[1] === new URL(import.meta.url).pathname) {
  const files = generated();
  const changed = stale(files);
  if (process.argv.includes('--check')) {
    for (const file of changed) console.log(`dashboards/${file} is stale: ./dev dashboards`);
    process.exitCode = changed.length ? 1 : 0;
  } else {
    for (const file of changed) file in files ? fs.writeFileSync(path.join(here, file), files[file]) : fs.rmSync(path.join(here, file));
    console.log(`${Object.keys(files).length} files, ${changed.length} written anew`);
  }
}
