/** Lines of cells under headings: the first column to the left, the others to the right. */
export function table(headings, lines, width = 22) {
  const first = Math.max(...[headings, ...lines].map(([title]) => title.length)) + 2;
  const row = ([title, ...cells]) => title.padEnd(first) + cells.map((cell) => cell.padStart(width)).join('');
  return [headings, ...lines].map((line) => row(line).trimEnd()).join('\n') + '\n';
}

/** `value` with so many digits behind the point, and a dash where there is none. */
export function number(value, digits = 1) {
  return value === undefined || Number.isNaN(value) ? '-' : value.toFixed(digits);
}
