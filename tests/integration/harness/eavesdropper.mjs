import net from 'node:net';

import { freePort } from './free_port.mjs';

/**
 * Stands between a client and the loopback port `to`: keeps what the client says in `said`, and hands it on as `alter`
 * makes it (bytes as latin1 text, of the same length).
 */
export async function eavesdrop(test, to) {
  const port = await freePort();
  const spy = { port, said: '', alter: (text) => text };
  const sockets = new Set();
  const server = net.createServer((client) => {
    const target = net.connect(to, '127.0.0.1');
    for (const [socket, other] of [[client, target], [target, client]]) {
      sockets.add(socket);
      socket.on('error', () => other.destroy());
      socket.on('close', () => other.destroy());
    }
    client.on('data', (bytes) => {
      const text = bytes.toString('latin1');
      spy.said += text;
      target.write(Buffer.from(spy.alter(text), 'latin1'));
    });
    target.pipe(client);
  });
  await new Promise((resolve) => server.listen(port, '127.0.0.1', resolve));
  test.after(() => {
    server.close();
    for (const socket of sockets) socket.destroy();
  });
  return spy;
}
