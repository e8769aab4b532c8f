// What watching costs, in scenes: bench.mjs [--scene NAME] [options]. Without --scene each is played.
import { parseArgs } from 'node:util';

import * as bare from './bare_scene.mjs';
import * as postgres from './postgres_scene.mjs';
import * as redis from './redis_scene.mjs';

const SCENES = { bare, postgres, redis };

process.on('uncaughtException', (error) => {
  console.error(`not measured: ${error.message}`);
  process.exit(1);
});

const { values } = parseArgs({
  options: {
    scene: { type: 'string', default: Object.keys(SCENES).join() },
    sessions: { type: 'string' },
    seconds: { type: 'string' },
    rounds: { type: 'string' },
    tables: { type: 'string' },
    statements: { type: 'string' },
    strict: { type: 'boolean', default: false },
  },
});
const { scene, strict, ...amounts } = values;
const unknown = scene.split(',').find((name) => !SCENES[name]);
if (unknown) throw new Error(`no scene "${unknown}"; there are ${Object.keys(SCENES).join(', ')}`);
const given = Object.fromEntries(Object.entries(amounts).map(([name, value]) => [name, Number(value)]));

let kept = true;
for (const name of scene.split(',')) {
  const promises = await SCENES[name].play(given);
  for (const { met, text } of promises) console.log(`${met ? 'PASS' : 'FAIL'}  ${text}`);
  kept &&= promises.every(({ met }) => met);
}
process.exit(strict && !kept ? 1 : 0);
