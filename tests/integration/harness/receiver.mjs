import http from 'node:http';

import { freePort } from './free_port.mjs';
import { until } from './until.mjs';

/**
 * A local HTTP server that stands for Slack, PagerDuty or a webhook and remembers what it was sent: `requests`, each
 * {method, path, headers, body, json, at}. It goes down for good when `test` ends.
 */
export async function startReceiver({ test, port, onRequest = () => {} } = {}) {
  port ??= await freePort();
  let server;

  const receiver = {
    port,
    requests: [],
    url: (path = '/') => `http://127.0.0.1:${port}${path}`,

    /** Request in, {status, headers, body} out (or a promise of it, as late as you like). Replace it at will. */
    answer: () => ({ status: 200, body: 'ok' }),
    setBehaviour(status, headers = {}, body = '') {
      receiver.answer = () => ({ status, headers, body });
    },

    /** Refuses connections, and drops those it has. */
    async down() {
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections?.();
      await closed;
    },

    async up() {
      server = http.createServer(serve);
      await new Promise((resolve, reject) => {
        server.once('error', reject);
        server.listen(port, '127.0.0.1', resolve);
      });
    },

    /** The first request that `predicate` likes, among those that came and those to come. */
    waitFor(predicate, deadlineMs = 10_000, what = 'a request at the receiver') {
      return until(what, () => receiver.requests.find(predicate), { within: deadlineMs });
    },
  };

  async function serve(request, response) {
    const chunks = [];
    request.on('error', () => {});
    for await (const chunk of request) chunks.push(chunk);
    const body = Buffer.concat(chunks).toString();
    const { method, url: path, headers } = request;
    const received = { method, path, headers, body, json: parsed(body), at: new Date() };
    receiver.requests.push(received);
    onRequest(received);
    const answer = await receiver.answer(received);
    response.writeHead(answer.status, answer.headers ?? {}).end(answer.body ?? '');
  }

  test?.after(receiver.down);
  await receiver.up();
  return receiver;
}

function parsed(body) {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
}
