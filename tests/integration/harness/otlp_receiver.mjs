import fs from 'node:fs';
import http from 'node:http';
import https from 'node:https';
import zlib from 'node:zlib';

import { freePort } from './free_port.mjs';
import { answerTo, attributesOf, messageIn, seconds } from './otlp_messages.mjs';

const KINDS = ['unspecified', 'internal', 'server', 'client', 'producer', 'consumer'];

/**
 * An OTLP/HTTP receiver that takes protobuf and JSON, packed or not, and remembers what it took. It reads by
 * OpenTelemetry's own code. `tls` is {cert, key, ca}, files; with `ca` it asks for a client's certificate.
 */
export async function startOtlpReceiver({ test, tls, port } = {}) {
  port ??= await freePort();
  let server;

  const receiver = {
    port,
    url: (path = '') => `${tls ? 'https' : 'http'}://localhost:${port}${path}`,
    /** All that came: {path, type, headers, body, message, status, at}; `body` is unpacked, `message` as in JSON. */
    requests: [],
    /** What could not be read. */
    errors: [],

    /** Request in, {status, headers, body} out, or a promise of it; undefined hangs up. Replace it at will. */
    answer: (request) => answerTo(request),

    spans: () => taken('resourceSpans', 'scopeSpans', 'spans', spanOf),
    logs: () => taken('resourceLogs', 'scopeLogs', 'logRecords', recordOf),
    metrics: () => taken('resourceMetrics', 'scopeMetrics', 'metrics', metricOf),

    /** Refuses connections, and drops those it has. */
    async down() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await closed;
    },

    async up() {
      server = tls ? https.createServer(optionsOf(tls), serve) : http.createServer(serve);
      await new Promise((resolve, reject) => {
        server.once('error', reject);
        server.listen(port, '127.0.0.1', resolve);
      });
    },
  };

  async function serve(request, response) {
    const chunks = [];
    request.on('error', () => {});
    for await (const chunk of request) chunks.push(chunk);
    const { url: path, headers } = request;
    const received = { path, type: headers['content-type'], headers, at: new Date() };
    try {
      const sent = Buffer.concat(chunks);
      received.body = headers['content-encoding'] === 'gzip' ? zlib.gunzipSync(sent) : sent;
      received.message = messageIn(received);
    } catch (error) {
      receiver.errors.push(error.message);
    }
    const answer = await receiver.answer(received);
    received.status = answer?.status;
    receiver.requests.push(received);
    if (!answer) return request.socket.destroy();
    response.writeHead(answer.status, answer.headers ?? {}).end(answer.body ?? '');
  }

  function taken(resources, scopes, elements, shape) {
    const ok = receiver.requests.filter(({ status, message }) => status === 200 && message);
    return ok.flatMap(({ message }) =>
      (message[resources] ?? []).flatMap(({ resource, [scopes]: inScopes }) =>
        inScopes.flatMap((scope) =>
          scope[elements].map((element) => ({ ...ofResource(resource), ...shape(element) })),
        ),
      ),
    );
  }

  test?.after(receiver.down);
  await receiver.up();
  return receiver;
}

const optionsOf = ({ cert, key, ca }) => ({
  cert: fs.readFileSync(cert),
  key: fs.readFileSync(key),
  ...(ca ? { ca: fs.readFileSync(ca), requestCert: true, rejectUnauthorized: true } : {}),
});

const ofResource = ({ attributes }) => {
  const resource = attributesOf(attributes);
  return { service: resource['service.name'], resource };
};

const spanOf = (span) => ({
  ...span,
  parentSpanId: span.parentSpanId ?? '',
  kind: KINDS[span.kind ?? 0],
  start: seconds(span.startTimeUnixNano),
  end: seconds(span.endTimeUnixNano),
  attributes: attributesOf(span.attributes),
  events: (span.events ?? []).map((event) => ({ ...event, at: seconds(event.timeUnixNano), attributes: attributesOf(event.attributes) })),
  links: (span.links ?? []).map((link) => ({ ...link, attributes: attributesOf(link.attributes) })),
});

const recordOf = (record) => ({ ...record, body: record.body?.stringValue, attributes: attributesOf(record.attributes) });

const metricOf = (metric) => {
  const { dataPoints } = metric.gauge ?? metric.sum ?? metric.histogram;
  return { ...metric, points: dataPoints.map((point) => ({ ...point, attributes: attributesOf(point.attributes) })) };
};
