import net from 'node:net';

// Below the kernel's ephemeral ports, so that no outgoing connection takes it between the choice and the use.
const LOWEST = 20000;
const HIGHEST = 32000;
const given = new Set();

/** A loopback port that nobody listens on, never the same twice. */
export async function freePort() {
  for (;;) {
    const port = LOWEST + Math.floor(Math.random() * (HIGHEST - LOWEST));
    if (!given.has(port) && (await canListen(port))) {
      given.add(port);
      return port;
    }
  }
}

function canListen(port) {
  return new Promise((resolve) => {
    const server = net.createServer();
    server.once('error', () => resolve(false));
    server.listen(port, '127.0.0.1', () => server.close(() => resolve(true)));
  });
}
