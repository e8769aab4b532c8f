const number = (digits) => (value) => value.toFixed(digits);

const ROWS = [
  ['CPU per tick, ms', 'cpuMs', number(2)],
  ['  of each run', 'cpuMsOfEach', (all) => all.map(number(2)).join(' / ')],
  ["server's time per tick, ms", 'serverMs', number(2)],
  ['statements per tick', 'statements', number(2)],
  ['round trips per tick', 'roundTrips', number(2)],
  ['connections opened per run', 'connections', number(0)],
  ['resident, MB', 'resident', number(1)],
  ['  of it not of a file', 'anonymous', number(1)],
  ['peak, MB', 'peak', number(1)],
];

export function table(lifeguard, bareLoop) {
  const lines = ROWS.map(([title, key, shown]) => {
    const [of, bare] = [lifeguard[key], bareLoop[key]];
    return [title, shown(of), shown(bare), Array.isArray(of) ? '' : (of / bare).toFixed(2)];
  });
  const cells = [['', 'lifeguard', 'bare loop', 'ratio'], ...lines];
  return cells.map(([title, ...rest]) => title.padEnd(30) + rest.map((cell) => cell.padStart(22)).join('')).join('\n') + '\n';
}

/** What we promise, and whether this run kept it. */
export function aims(lifeguard, bareLoop, sessions) {
  const ratio = lifeguard.cpuMs / bareLoop.cpuMs;
  return [
    { met: ratio <= 2, text: `at most twice the bare loop's CPU: ${ratio.toFixed(2)}` },
    { met: lifeguard.cpuMs < 2, text: `under 2 ms of CPU per tick at ${sessions} sessions: ${lifeguard.cpuMs.toFixed(2)}` },
    { met: lifeguard.resident <= 24, text: `at most 24 MB resident: ${lifeguard.resident.toFixed(1)}` },
  ];
}
