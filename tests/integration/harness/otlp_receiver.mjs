import http from 'node:http';
import zlib from 'node:zlib';
import { createRequire } from 'node:module';
const load = createRequire(`${process.env.LIFEGUARD_APPS}/`);
const root = load('./node_modules/@opentelemetry/otlp-transformer/build/src/generated/root.js');
const T = root.opentelemetry.proto.collector.trace.v1.ExportTraceServiceRequest;
const value = (v) => v.stringValue ?? v.boolValue ?? (v.intValue !== undefined && v.intValue !== null ? Number(v.intValue) : undefined) ?? v.doubleValue ?? v.arrayValue?.values.map(value);
const attrs = (list = []) => Object.fromEntries(list.map(({ key, value: v }) => [key, value(v)]));
const hex = (b) => Buffer.from(b ?? []).toString('hex');
const KINDS = ['', 'internal', 'server', 'client', 'producer', 'consumer'];
const seconds = (n) => Number(BigInt(n) / 1000n) / 1e6;
export async function startOtlpReceiver({ test }) {
  const all = [];
  const server = http.createServer(async (q, r) => {
    const chunks = []; for await (const c of q) chunks.push(c);
    let body = Buffer.concat(chunks);
    if (q.headers['content-encoding'] === 'gzip') body = zlib.gunzipSync(body);
    if (q.url === '/v1/traces') {
      const m = T.toObject(T.decode(body), { longs: String });
      for (const rs of m.resourceSpans ?? []) for (const ss of rs.scopeSpans ?? []) for (const s of ss.spans ?? []) {
        all.push({ service: attrs(rs.resource?.attributes)['service.name'], traceId: hex(s.traceId), spanId: hex(s.spanId), parentSpanId: hex(s.parentSpanId), name: s.name,
          kind: KINDS[s.kind], start: seconds(s.startTimeUnixNano), end: seconds(s.endTimeUnixNano), attributes: attrs(s.attributes), links: (s.links ?? []).map((l) => ({ traceId: hex(l.traceId), spanId: hex(l.spanId), attributes: attrs(l.attributes) })), status: s.status });
      }
    }
    r.end();
  });
  await new Promise((ok) => server.listen(0, '127.0.0.1', ok));
  const port = server.address().port;
  test.after(() => { server.close(); server.closeAllConnections(); });
  return { url: (p = '') => `http://127.0.0.1:${port}${p}`, spans: () => all };
}
