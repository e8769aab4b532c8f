import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

import { milliseconds } from './watching.mjs';

const QUERIES = fileURLToPath(new URL('../../collectors/postgres/sql', import.meta.url));

// The comment that a query begins with comes through pg_stat_statements as it is, while literals do not.
const headline = (query) => query.split('\n')[0];
const FILES = fs.readdirSync(QUERIES).sort();
const NAMES = new Map(FILES.map((file) => [headline(fs.readFileSync(path.join(QUERIES, file), 'utf8')), file.split('.')[0]]));

/** Statements of difference(), as one look at a time: {ms, statements, ticks, everyTick, everyTenth}. */
export function asked(statements) {
  const named = statements.map((each) => ({ ...each, name: NAMES.get(headline(each.query)) })).filter(({ name }) => name !== 'activity_anew');
  const ticks = named.find(({ name }) => name === 'activity')?.calls ?? 0;
  const between = (low, high) => named.filter(({ name, calls }) => name && calls / ticks > low && calls / ticks <= high).map(({ name }) => name);
  return {
    ms: milliseconds(statements),
    statements: named.reduce((sum, { calls }) => sum + calls, 0),
    ticks,
    everyTick: between(0.5, 2),
    everyTenth: between(0.05, 0.5),
  };
}
