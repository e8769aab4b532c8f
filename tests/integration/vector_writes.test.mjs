import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { test } from 'node:test';
import { promisify } from 'node:util';

import { noChroma, startChroma } from './harness/chroma.mjs';
import { BINARY } from './harness/lifeguard.mjs';

const AGENTS = 4;
const SLOTS = 64; // one for each agent that shares a store

test('4,000 write probes leave the disk of a Chroma as it was', { skip: noChroma }, async (t) => {
  const chroma = await startChroma({ test: t });
  await probeWrites(chroma, AGENTS); // makes the collection
  await fillOnce(chroma);
  const before = bytesUnder(chroma.dir);
  t.diagnostic(await probeWrites(chroma, 4_000));
  const after = bytesUnder(chroma.dir);
  t.diagnostic(`the data directory before: ${before} bytes, after: ${after}`);
  assert.ok(after - before < 100_000, `${after - before} bytes more`);
  const collections = await chroma.ask('GET', '/collections');
  assert.deepEqual(collections.map(({ name }) => name), ['lifeguard-probe']);
  assert.equal(await chroma.ask('GET', `/collections/${collections[0].id}/count`), SLOTS, 'one vector for each agent');
});

// The first thousand writes fill what Chroma writes to the disk once; a probe a minute needs 17 hours for them. These are what
// as many agents write as there can be, all of them at a time.
async function fillOnce(chroma) {
  const { id } = await chroma.ask('GET', '/collections/lifeguard-probe');
  const ids = Array.from({ length: SLOTS }, (_, slot) => `lifeguard-${slot}`);
  const vector = () => Array.from({ length: 8 }, () => Math.fround(Math.random() * 2 - 1));
  for (let writes = 0; writes < 1_100; writes += SLOTS) {
    await chroma.ask('POST', `/collections/${id}/upsert`, { ids, embeddings: ids.map(vector) });
  }
}

const probeWrites = async (chroma, rounds) => {
  const program = path.join(path.dirname(BINARY), 'write_probes');
  return (await promisify(execFile)(program, [chroma.url, `${rounds}`, `${AGENTS}`])).stdout.trim();
};

function bytesUnder(dir) {
  const files = fs.readdirSync(dir, { withFileTypes: true }).map((each) => [path.join(dir, each.name), each.isDirectory()]);
  return files.reduce((sum, [file, isDirectory]) => sum + (isDirectory ? bytesUnder(file) : fs.statSync(file).size), 0);
}
