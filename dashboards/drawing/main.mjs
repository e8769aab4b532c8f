// ./dev dashboards, its second half: pictures of the committed dashboards. --minutes says how long to watch, --seen FILE keeps
// what was seen there, or draws it again when the file is there.
import fs from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';

import { draw } from './draw.mjs';
import { watch } from './watch.mjs';

const folder = new URL('..', import.meta.url).pathname;
const { values } = parseArgs({ options: { minutes: { type: 'string', default: '8' }, seen: { type: 'string' } } });

const read = (name) => JSON.parse(fs.readFileSync(path.join(folder, 'grafana', `${name}.json`), 'utf8'));
const names = fs.readdirSync(path.join(folder, 'grafana')).map((file) => path.basename(file, '.json'));
const boards = Object.fromEntries(names.map((name) => [name, read(name)]));

const known = values.seen && fs.existsSync(values.seen);
const seen = known ? JSON.parse(fs.readFileSync(values.seen, 'utf8')) : await watch(boards, Number(values.minutes));
if (values.seen && !known) fs.writeFileSync(values.seen, JSON.stringify(seen));
await draw({ ...seen, boards }, path.join(folder, 'pictures'));
for (const name of names) console.log(`dashboards/pictures/${name}.png ${Math.round(fs.statSync(path.join(folder, 'pictures', `${name}.png`)).size / 1024)} kB`);
process.exit();
