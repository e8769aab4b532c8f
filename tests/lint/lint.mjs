// Rules of the tree that no compiler checks. Prints FILE:LINE: what is wrong, and ends with 1 when there is any.
import { awaitViolations } from './co_await.mjs';
import { roomViolations } from './rooms.mjs';
import { sourcesUnder } from './sources.mjs';

const root = process.argv[2] ?? new URL('../..', import.meta.url).pathname;
let files = 0;
let violations = 0;
for (const source of sourcesUnder(root)) {
  ++files;
  for (const { line, rule } of [...roomViolations(source), ...awaitViolations(source)]) {
    ++violations;
    console.log(`${source.path}:${line}: ${rule}`);
  }
}
console.log(`${files} files, ${violations} violations`);
process.exitCode = violations || !files ? 1 : 0;
