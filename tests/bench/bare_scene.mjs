// What watching a busy server costs, beside a bare libpq loop that asks the same, has every session sent at every tick,
// and throws the rows away.
import { setTimeout as sleep } from 'node:timers/promises';

import { asked } from './asked.mjs';
import { cpuNanoseconds, difference, memory, serverCost } from './cost.mjs';
import { number, table } from './report.mjs';
import { startRoundTripCounter } from './round_trips.mjs';
import { describe, startCrowd, startShop } from './shop.mjs';
import { TICK_MS, bareLoop, bareLoopOf, lifeguard } from './watchers.mjs';

const WARM_UP_SECONDS = 5;

export async function play({ sessions = 500, seconds = 20, rounds = 2 }) {
  const postgres = await startShop({ sessions, watchers: [lifeguard, bareLoop] });
  console.error(`${sessions} sessions are coming …`);
  const crowd = await startCrowd(postgres, sessions);

  console.error(`${rounds} × ${seconds} s of lifeguard and of the bare loop in turn …`);
  const runs = [];
  for (let round = 1; round <= rounds; ++round) {
    const of = await run(lifeguard, postgres, seconds);
    // It remembers nothing, so it has every session sent anew.
    const same = bareLoopOf({ everyTick: ['activity_anew', ...of.everyTick], everyTenth: of.everyTenth });
    runs.push({ lifeguard: of, bareLoop: await run(same, postgres, seconds), same });
  }
  const connectionsOf = ({ role }) => postgres.log().split(`connection authorized: user=${role} `).length - 1;
  const of = summary(runs.map((each) => each.lifeguard), {
    connections: connectionsOf(lifeguard) / rounds,
    roundTrips: await roundTrips(lifeguard, postgres),
  });
  const bare = summary(runs.map((each) => each.bareLoop), {
    connections: connectionsOf(bareLoop) / rounds,
    roundTrips: await roundTrips(runs[0].same, postgres),
  });
  console.log(`\n${await describe(postgres)}`);
  console.log(`a tick every ${TICK_MS} ms, ${rounds} × ${seconds} s of each in turn\n`);
  console.log(table(['', 'lifeguard', 'bare loop', 'ratio'], lines(of, bare)));
  await crowd.stop();
  await postgres.stop();
  if (!(of.ticks > 0) || Math.abs(of.statements / bare.statements - 1) > 0.05) {
    throw new Error('the two did not ask the same');
  }
  return promises(of, bare, sessions);
}

/** One run of one watcher: what it used between the warm-up and the end. */
async function run(watcher, postgres, seconds) {
  const running = await watcher.start(postgres.dsn(watcher.role, 'shop'));
  await sleep(WARM_UP_SECONDS * 1000);
  const before = await reading();
  await sleep(seconds * 1000);
  const after = await reading();
  const used = { cpuMs: (after.cpu - before.cpu) / 1e6, ...memory(running.pid), ...asked(difference(before.statements, after.statements)) };
  await running.stop();
  return used;

  async function reading() {
    return { cpu: cpuNanoseconds(running.pid), statements: await serverCost(postgres, watcher.role) };
  }
}

/** Round trips per tick, in a run of their own: the counter in between costs time. */
async function roundTrips(watcher, postgres) {
  const counter = await startRoundTripCounter(postgres.port);
  const dsn = postgres.dsn(watcher.role, 'shop').replace(`:${postgres.port}/`, `:${counter.port}/`);
  const running = await watcher.start(dsn);
  await sleep(2_000);
  const [trips, first] = [counter.roundTrips, await serverCost(postgres, watcher.role)];
  await sleep(5_000);
  const [more, last] = [counter.roundTrips, await serverCost(postgres, watcher.role)];
  await running.stop();
  counter.stop();
  return (more - trips) / asked(difference(first, last)).ticks;
}

function summary(runs, extra) {
  const sum = (key) => runs.reduce((total, each) => total + each[key], 0);
  const most = (key) => Math.max(...runs.map((each) => each[key]));
  const ticks = sum('ticks');
  return {
    ticks,
    cpuMs: sum('cpuMs') / ticks,
    cpuMsOfEach: runs.map((each) => each.cpuMs / each.ticks),
    serverMs: sum('ms') / ticks,
    statements: sum('statements') / ticks,
    resident: most('resident'),
    anonymous: most('anonymous'),
    peak: most('peak'),
    ...extra,
  };
}

function lines(of, bare) {
  const both = (title, key, digits) => [title, number(of[key], digits), number(bare[key], digits), number(of[key] / bare[key], 2)];
  const each = ({ cpuMsOfEach }) => cpuMsOfEach.map((value) => number(value, 2)).join(' / ');
  return [
    both('CPU per tick, ms', 'cpuMs', 2),
    ['  of each run', each(of), each(bare), ''],
    both("server's time per tick, ms", 'serverMs', 2),
    both('statements per tick', 'statements', 2),
    both('round trips per tick', 'roundTrips', 2),
    both('connections opened per run', 'connections', 0),
    both('resident, MB', 'resident', 1),
    both('  of it not of a file', 'anonymous', 1),
    both('peak, MB', 'peak', 1),
  ];
}

/** What we promise, and whether this run kept it. */
function promises(of, bare, sessions) {
  const ratio = of.cpuMs / bare.cpuMs;
  return [
    { met: ratio <= 2, text: `at most twice the bare loop's CPU: ${ratio.toFixed(2)}` },
    { met: of.cpuMs < 2, text: `under 2 ms of CPU per tick at ${sessions} sessions: ${of.cpuMs.toFixed(2)}` },
    { met: of.resident <= 24, text: `at most 24 MB resident: ${of.resident.toFixed(1)}` },
  ];
}
