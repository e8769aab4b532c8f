import { lineAt, withoutTexts } from './sources.mjs';

/**
 * GCC 12 destroys some temporaries of a co_await expression twice: those made with braces, and lambdas with captures.
 * Gives {line, rule} for each place that has one.
 */
export function awaitViolations({ text }) {
  const code = withoutTexts(text);
  return [...code.matchAll(/\bco_await\b/g)].flatMap(({ index }) => {
    const awaited = expressionAt(code, index);
    const lambda = /(?<![\w)\]])\[[^\]]+\]/.test(awaited);
    if (!lambda && !awaited.includes('{')) return [];
    const what = lambda ? 'a capturing lambda' : 'braces';
    const rule = `${what} inside a co_await expression: build the operation first, await it next`;
    return [{ line: lineAt(code, index), rule }];
  });
}

// Up to the semicolon, or the bracket that closes what was open before.
function expressionAt(code, start) {
  let depth = 0;
  for (let at = start; at < code.length; ++at) {
    if ('([{'.includes(code[at])) ++depth;
    if (')]}'.includes(code[at]) && --depth < 0) return code.slice(start, at);
    if (code[at] === ';' && depth === 0) return code.slice(start, at);
  }
  return code.slice(start);
}
