// What watching a server of some size costs at the default intervals, beside Debian's prometheus-postgres-exporter.
import { held, makeTables, runStatements } from './big_database.mjs';
import { number, table } from './report.mjs';
import { describe, startCrowd, startShop } from './shop.mjs';
import { SCRAPE_SECONDS, milliseconds, watch } from './watching.mjs';
import { exporter, lifeguardWith } from './watchers.mjs';

const lifeguard = lifeguardWith({});

// What comes every 900 s by default, a round through the databases, comes every five seconds here, to be counted.
const HURRY_SECONDS = 5;
const hurried = lifeguardWith({ databases_interval: `${HURRY_SECONDS}s` });
const ROUND_EVERY = 900;

// As until_next_texts() has it: the longer a reading of the texts took, the longer until the next.
const textsEvery = (ms) => Math.min(Math.max(40_000 * (ms / 1000), 600), 3_600);
const perTenSeconds = (ms, every) => (ms * 10) / every;

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
  const inHurry = await watch(hurried, postgres, { seconds: 20 });
  console.error('postgres_exporter: 40 s …');
  const other = await watch(exporter, postgres, { seconds: Math.min(seconds, 40) });
  const databases = await postgres.sql('select from pg_database where datallowconn and not datistemplate');
  await crowd.stop();
  await postgres.stop();

  const seldom = seldomCosts(steady, inHurry);
  const seldomMs = perTenSeconds(seldom.roundMs, ROUND_EVERY) + perTenSeconds(seldom.textsMs, textsEvery(seldom.textsMs));
  const allMs = steady.serverMs + seldomMs;
  console.log(`\n${server}; ${tables} tables; ${texts.statements} statements, ${number(texts.megabytes, 0)} MB of text`);
  console.log(`default intervals, each scraped every ${SCRAPE_SECONDS} s, one after the other\n`);
  console.log(table(['per 10 s', 'lifeguard', 'postgres_exporter'], lines({ ...steady, allMs }, other)));
  console.log(explanation(steady, seldom, databases.length));
  return promises({ ...steady, allMs });
}

/**
 * What a round through the databases cost the server, from what the hurried run asked and the steady one never did; a
 * lone call is not of a round: somebody waited for a lock. The texts of statements are read when the agent starts, and
 * again when a statement lacks its text.
 */
function seldomCosts(steady, inHurry) {
  const known = new Set(steady.asked.map(({ id }) => id));
  const ofRounds = inHurry.asked.filter(({ id, calls }) => !known.has(id) && calls > 1);
  const ofTexts = [...steady.started, ...inHurry.started].filter(({ query }) => /left\(query.* from .*pg_stat_statements/s.test(query));
  const rounds = (inHurry.tens * 10) / HURRY_SECONDS;
  const readings = ofTexts.reduce((sum, { calls }) => sum + calls, 0);
  return {
    asked: ofRounds.sort((a, b) => b.ms - a.ms),
    rounds,
    roundMs: milliseconds(ofRounds) / rounds,
    connections: inHurry.opened / rounds,
    openMs: inHurry.openMs,
    readings,
    textsMs: readings ? milliseconds(ofTexts) / readings : 0,
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
  const share = (times) => (statement) => [
    `  ${headline(statement.query)}`,
    number(statement.calls / times, 1),
    number(statement.ms / statement.calls, 2),
    number(statement.ms / times, 2),
  ];
  const most = [...steady.asked].sort((a, b) => b.ms - a.ms);
  const amortised = (ms, every) => `${number(perTenSeconds(ms, every), 2)} ms per 10 s`;
  const every = textsEvery(seldom.textsMs);
  return [
    table(["Where lifeguard's part of it goes, per 10 s", 'calls', 'ms each', 'ms'], most.slice(0, 12).map(share(steady.tens)), 10),
    table([`A round through ${databases} databases`, 'calls', 'ms each', 'ms'], seldom.asked.slice(0, 12).map(share(seldom.rounds)), 10),
    "Server's time is what pg_stat_statements counts: planning and execution, sending the rows included. Parsing, logging in",
    "and a new backend's caches are not in it; the CPU of permanent backends and the time connections were open show them.",
    '',
    `What is seldom: a round every ${ROUND_EVERY} s of ${number(seldom.roundMs)} ms, so ${amortised(seldom.roundMs, ROUND_EVERY)} (counted over`,
    `${seldom.rounds}, each with ${number(seldom.connections)} connections open for ${number(seldom.openMs)} ms); texts of statements at most every ${number(every, 0)} s,`,
    `${number(seldom.textsMs)} ms, so ${amortised(seldom.textsMs, every)} (counted over ${seldom.readings}). Its first ten seconds cost ${number(milliseconds(steady.started))} ms.`,
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
