const COLOURS = { shop: 33, Slack: 35, PagerDuty: 32, demo: 2, bold: 1 };
const MARGIN = 20;

const onTerminal = process.stdout.isTTY === true;
let start = performance.now();

export function startClock() {
  start = performance.now();
}

export function elapsed() {
  return (performance.now() - start) / 1_000;
}

/** One line: when, who, what. */
export function tell(who, text) {
  const [first, ...rest] = wrapped(text);
  const time = `${elapsed().toFixed(1).padStart(5)} s`;
  console.log(`${paint('demo', time)}  ${paint(who, who.padEnd(MARGIN - 9))}${first}`);
  for (const line of rest) console.log(`${' '.repeat(MARGIN)}${line}`);
}

/** A message as its reader would see it: a headline, and a bar beside the rest. */
export function show({ app, lines: [headline, ...rest] }) {
  tell(app, paint('bold', headline));
  for (const line of rest.flatMap(wrapped)) console.log(`${' '.repeat(MARGIN - 2)}${paint(app, '│')} ${line}`);
}

function paint(what, text) {
  return onTerminal ? `\x1b[${COLOURS[what]}m${text}\x1b[0m` : text;
}

// Only a terminal has a width; a file keeps its lines whole.
function wrapped(text) {
  if (!onTerminal) return [text];
  const width = Math.max(40, process.stdout.columns - MARGIN - 1);
  const indent = /^ */.exec(text)[0];
  const hanging = indent && `${indent}  `;
  const lines = [indent];
  for (const word of text.trim().split(' ')) {
    if (lines.at(-1).trim() && lines.at(-1).length + 1 + word.length > width) lines.push(hanging);
    lines[lines.length - 1] += (lines.at(-1).trim() ? ' ' : '') + word;
  }
  return lines;
}
