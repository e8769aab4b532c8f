import net from 'node:net';

import { freePort } from './free_port.mjs';

const EVERY = 20; // milliseconds between two pieces

/**
 * Stands before the loopback port `to` as a link over which the server's answers come slowly: `bytesPerSecond` of them,
 * for each connection. What the client says goes at once.
 */
export async function slowLink(test, to, bytesPerSecond) {
  const link = { port: await freePort(), bytesPerSecond, connections: 0 };
  const closing = new Set();
  const server = net.createServer((client) => {
    ++link.connections;
    const target = net.connect(to, '127.0.0.1');
    let waiting = Buffer.alloc(0);
    const pass = setInterval(() => {
      const piece = waiting.subarray(0, Math.ceil((link.bytesPerSecond * EVERY) / 1000));
      waiting = waiting.subarray(piece.length);
      if (piece.length > 0) client.write(piece);
    }, EVERY);
    const close = () => {
      clearInterval(pass);
      client.destroy();
      target.destroy();
      closing.delete(close);
    };
    closing.add(close);
    for (const socket of [client, target]) socket.on('error', close).on('close', close);
    target.on('data', (bytes) => (waiting = Buffer.concat([waiting, bytes])));
    client.pipe(target);
  });
  await new Promise((resolve) => server.listen(link.port, '127.0.0.1', resolve));
  test.after(() => {
    server.close();
    for (const close of closing) close();
  });
  return link;
}
