import net from 'node:net';

/** Stands between a watcher and the server's port and counts how often a question follows an answer. */
export async function startRoundTripCounter(serverPort) {
  const counter = { port: 0, roundTrips: 0, connections: 0, stop };
  const sockets = new Set();
  const proxy = net.createServer((watcher) => {
    ++counter.connections;
    let answered = true;
    const server = net.connect(serverPort, '127.0.0.1');
    watcher.on('data', (question) => {
      counter.roundTrips += answered ? 1 : 0;
      answered = false;
      server.write(question);
    });
    server.on('data', (answer) => {
      answered = true;
      watcher.write(answer);
    });
    for (const [socket, other] of [[watcher, server], [server, watcher]]) {
      sockets.add(socket);
      socket.on('error', () => {});
      socket.on('close', () => other.destroy());
    }
  });
  await new Promise((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  counter.port = proxy.address().port;
  return counter;

  function stop() {
    for (const socket of sockets) socket.destroy();
    proxy.close();
  }
}
