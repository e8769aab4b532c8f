/**
 * The spans of one trace for people, as lines, each below its parent: what it is of, its name, how long it took and what it is
 * linked to.
 */
export function asTree(spans, traceId) {
  const known = new Map(spans.filter((span) => span.traceId === traceId).map((span) => [span.spanId, span]));
  const inOrder = [...known.values()].sort((a, b) => a.start - b.start);
  const childrenOf = (id) => inOrder.filter(({ parentSpanId }) => parentSpanId === id);
  const roots = inOrder.filter(({ parentSpanId }) => !known.has(parentSpanId));
  const begun = roots[0]?.start ?? 0;
  const lines = (span, depth) => {
    const what = `${'  '.repeat(depth)}${span.service || 'lifeguard'}  ${span.name}`;
    const at = `+${(span.start - begun).toFixed(3)} s`;
    const took = `${(span.end - span.start).toFixed(3)} s`;
    const links = span.links.map(({ traceId: to, spanId }) => `  -> span ${spanId} of trace ${to}`).join('');
    const own = `${what.padEnd(52)}${at.padStart(10)}${took.padStart(10)}  ${span.spanId}${links}`;
    return [own, ...childrenOf(span.spanId).flatMap((child) => lines(child, depth + 1))];
  };
  return [`trace ${traceId}`, ...roots.flatMap((root) => lines(root, 1))];
}
