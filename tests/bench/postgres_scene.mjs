// What watching a server of some size costs at the default intervals, beside Debian's prometheus-postgres-exporter.
import { held, makeTables, runStatements } from './big_database.mjs';
import { number, table } from './report.mjs';
import { describe, startCrowd, startShop } from './shop.mjs';
import { SCRAPE_SECONDS, milliseconds, watch } from './watching.mjs';
import { exporter, lifeguardWith } from './watchers.mjs';

const lifeguard = lifeguardWith({});

// What comes seldom by default (a round through the databases every 600 s, texts of statements not seen before) comes
// every five seconds here, to be counted one by one.
const hurried = lifeguardWith({ statements_interval: '5s', databases_interval: '5s' });
const ROUNDS_PER_TEN_SECONDS = 10 / 600;

export async function play({ sessions = 200, seconds = 60, tables = 2_000, statements = 5_000 }) {
  const postgres = await startShop({
    sessions,
    watchers: [lifeguard, exporter],
    config: { 'pg_stat_statements.max': statements + 2_000 },
  });
  console.error(`${tables} tables, ${statements} statements and ${sessions} sessions are coming …`);
  await makeTables(postgres, tables);
  await runStatements(postgres, { tables, statements });
  const crowd = await startCrowd(postgres, sessions);
  const [server, texts] = [await describe(postgres), await held(postgres)];

  console.error(`lifeguard: ${seconds} s …`);
  const steady = await watch(lifeguard, postgres, { seconds });
  console.error('lifeguard in a hurry: 20 s …');
  const inHurry = await watch(hurried, postgres, {
    seconds: 20,
    meanwhile: (scrape) => runStatements(postgres, { tables, statements: 2, first: statements + 2 * scrape }),
  });
  console.error('postgres_exporter: 40 s …');
  const other = await watch(exporter, postgres, { seconds: Math.min(seconds, 40) });
  const databases = await postgres.sql('select from pg_database where datallowconn and not datistemplate');
  await crowd.stop();
  await postgres.stop();

  const seldom = seldomCosts(steady, inHurry, databases.length);
  const allMs = steady.serverMs + seldom.roundMs * ROUNDS_PER_TEN_SECONDS + seldom.textsMs * ROUNDS_PER_TEN_SECONDS;
  console.log(`\n${server}; ${tables} tables; ${texts.statements} statements, ${number(texts.megabytes, 0)} MB of text`);
  console.log(`default intervals, each scraped every ${SCRAPE_SECONDS} s, one after the other\n`);
  console.log(table(['per 10 s', 'lifeguard', 'postgres_exporter'], lines({ ...steady, allMs }, other)));
  console.log(explanation(steady, seldom, databases.length));
  return promises({ ...steady, allMs });
}

/**
 * What a round through the databases and a reading of texts cost the server, from what the hurried run asked and the
 * steady one never did. A lone call belongs to neither: somebody waited for a lock.
 */
function seldomCosts(steady, inHurry, databases) {
  const known = new Set(steady.asked.map(({ id }) => id));
  const others = inHurry.asked.filter(({ id, calls }) => !known.has(id) && calls > 1);
  const ofTexts = others.filter(({ query }) => /\bpg_stat_statements\b/.test(query));
  const ofVisits = others.filter((each) => !ofTexts.includes(each));
  const visits = inHurry.opened;
  return {
    visits,
    visitMs: visits ? milliseconds(ofVisits) / visits : 0,
    openMs: inHurry.openMs,
    roundMs: visits ? (milliseconds(ofVisits) / visits) * databases : 0,
    readings: Math.max(0, ...ofTexts.map(({ calls }) => calls)),
    textsMs: ofTexts.reduce((sum, { ms, calls }) => sum + ms / calls, 0),
  };
}

function lines(of, other) {
  const both = (title, key, digits = 1) => [title, number(of[key], digits), number(other[key], digits)];
  return [
    both("server's time, ms", 'serverMs'),
    ['  with what is seldom, ms', number(of.allMs), ''],
    both('CPU of its permanent backends, ms', 'backendMs'),
    both('CPU of the process, ms', 'cpuMs'),
    both('permanent connections', 'permanent', 0),
    ['connections opened', number(of.opened / of.tens, 2), number(other.opened / other.tens, 2)],
    both('  each open for, ms', 'openMs'),
    both('series', 'series', 0),
    ['bytes of /metrics', number(of.bytes, 0), number(other.bytes, 0)],
    both('scrape, ms', 'scrapeMs'),
    both('  the slowest, ms', 'slowestScrapeMs'),
    both('resident, MB', 'resident'),
    both('  at its peak, MB', 'peak'),
  ];
}

function explanation(steady, seldom, databases) {
  const share = (statement) => [
    `  ${headline(statement.query)}`,
    number(statement.calls / steady.tens, 1),
    number(statement.ms / statement.calls, 2),
    number(statement.ms / steady.tens, 2),
  ];
  const most = [...steady.asked].sort((a, b) => b.ms - a.ms).slice(0, 15);
  return [
    table(['Where lifeguard\'s part of it goes, per 10 s', 'calls', 'ms each', 'ms'], most.map(share), 10),
    'Server\'s time is what pg_stat_statements counts: planning and execution, sending the rows included. Parsing, logging in',
    'and a new backend\'s caches are not in it; the CPU of permanent backends and the time connections were open show them.',
    '',
    'Seldom, counted in a run where it happens every 5 s:',
    seldom.visits
      ? `  a visit of a database: ${number(seldom.visitMs)} ms, its connection open for ${number(seldom.openMs)} ms (${seldom.visits} visits);\n` +
        `  a round of ${databases} every 600 s: ${number(seldom.roundMs * ROUNDS_PER_TEN_SECONDS, 2)} ms per 10 s`
      : '  no database was visited',
    seldom.readings
      ? `  texts of new statements: ${number(seldom.textsMs)} ms (${seldom.readings} readings);\n` +
        `  once in 600 s: ${number(seldom.textsMs * ROUNDS_PER_TEN_SECONDS, 2)} ms per 10 s`
      : '  no texts of statements were read',
    `  start: ${number(steady.startMs)} ms in its first ten seconds`,
    '',
  ].join('\n');
}

/** The comment that a query of ours begins with, or its first words. */
function headline(query) {
  const text = query.replace(/^--\s*/, '').split('\n')[0];
  return text.length > 70 ? `${text.slice(0, 69)}…` : text;
}

/** What we promise, and whether this run kept it. */
function promises({ allMs, permanent, series, peak }) {
  return [
    { met: allMs <= 10, text: `at most 10 ms of server's time per 10 s: ${number(allMs)}` },
    { met: permanent === 1, text: `one permanent connection: ${permanent}` },
    { met: series <= 2_000, text: `at most 2,000 series: ${series}` },
    { met: peak <= 40, text: `at most 40 MB resident: ${number(peak)} at the peak` },
  ];
}
