import http from 'node:http';

import { freePort } from './free_port.mjs';

/**
 * A vector store that a test makes up: `answer({method, path, query, headers, body})` gives [status, body, headers], where a
 * body that is no text is sent as JSON. `asked` are the requests that came. It is gone when `test` ends.
 */
export async function startFakeStore({ test, answer }) {
  const port = await freePort();
  const asked = [];

  const server = http.createServer(async (incoming, outgoing) => {
    const chunks = [];
    incoming.on('error', () => {});
    for await (const chunk of incoming) chunks.push(chunk);
    const { pathname, searchParams } = new URL(incoming.url, 'http://store');
    const text = Buffer.concat(chunks).toString();
    const { method, headers } = incoming;
    const request = { method, path: decodeURIComponent(pathname), query: searchParams, headers, body: text && JSON.parse(text) };
    asked.push(request);
    const [status, body = '', more = {}] = answer(request);
    const isText = typeof body === 'string';
    outgoing.writeHead(status, { 'content-type': isText ? 'text/plain' : 'application/json', ...more });
    outgoing.end(isText ? body : JSON.stringify(body));
  });
  await new Promise((resolve) => server.listen(port, '127.0.0.1', resolve));
  test.after(() => {
    server.close();
    server.closeAllConnections();
  });
  return { port, url: `http://127.0.0.1:${port}`, asked };
}

const dot = (a, b) => a.reduce((sum, each, index) => sum + each * b[index], 0);

const measures = {
  cosine: (a, b) => 1 - dot(a, b) / Math.sqrt(dot(a, a) * dot(b, b)),
  l2: (a, b) => a.reduce((sum, each, index) => sum + (each - b[index]) ** 2, 0),
  ip: (a, b) => -dot(a, b),
};

/** Vectors by id, and what a real index does with them: `lost` are stored, but no search finds them. */
export class Vectors {
  constructor({ space, dimension }) {
    this.space = space;
    this.dimension = dimension;
    this.byId = new Map();
    this.lost = new Set();
  }

  put(id, vector) {
    this.byId.set(String(id), vector);
  }

  get size() {
    return this.byId.size;
  }

  /** [{id, distance}], nearest first. */
  nearest(vector, count) {
    const measure = measures[this.space];
    return [...this.byId]
      .filter(([id]) => !this.lost.has(id))
      .map(([id, each]) => ({ id, distance: measure(vector, each) }))
      .sort((a, b) => a.distance - b.distance)
      .slice(0, count);
  }

  fill(count, id = (index) => index) {
    for (let index = 0; index < count; index++) {
      this.put(id(index), Array.from({ length: this.dimension }, (_, place) => Math.sin(1 + index * this.dimension + place)));
    }
    return this;
  }
}
