import { spawnSync } from 'node:child_process';

import { endChild, startChild } from './child.mjs';
import { until } from './until.mjs';

// TCP_REPAIR has a socket close without a word to the other end, as a host that loses power does.
const TCP_REPAIR = 19;

const LOSE = `
import socket, struct, sys
port, database, application, *statements = sys.argv[1:]

def read(count):
    data = b""
    while len(data) < count:
        data += s.recv(count - len(data)) or sys.exit("the server closed the connection")
    return data

def until_ready():
    while True:
        kind, length = struct.unpack("!cI", read(5))
        body = read(length - 4)
        if kind == b"E": sys.exit(body.decode())
        if kind == b"Z": return

s = socket.create_connection(("127.0.0.1", int(port)))
words = ["user", "shop", "database", database, "application_name", application, ""]
startup = struct.pack("!I", 196608) + b"".join(word.encode() + b"\\0" for word in words)
s.sendall(struct.pack("!I", len(startup) + 4) + startup)
until_ready()
for statement in statements:
    text = statement.encode() + b"\\0"
    s.sendall(b"Q" + struct.pack("!I", len(text) + 4) + text)
    until_ready()
s.setsockopt(socket.IPPROTO_TCP, socket.TCP_QUICKACK, 1)  # what is not acknowledged yet would be sent again, and refused
s.setsockopt(socket.IPPROTO_TCP, ${TCP_REPAIR}, 1)
s.close()
print("lost", flush=True)
`;

/** Why no client can be lost here, or false. */
export const noLostClient = cannot() && 'needs python3 and the right to administer the network (CAP_NET_ADMIN)';

/** A client that runs the statements and then is gone, of which the server hears nothing. */
export async function loseClient({ postgres, database, application, statements }) {
  const args = ['-c', LOSE, String(postgres.port), database, application, ...statements];
  const child = startChild('python3', args, { stdio: ['ignore', 'pipe', 'pipe'] });
  let says = '';
  for (const stream of [child.handle.stdout, child.handle.stderr]) stream.on('data', (text) => (says += text));
  try {
    await until('the client to be lost', () => says.includes('lost') || Promise.reject(new Error(says)), { within: 5_000 });
  } finally {
    if (!child.ended) await endChild(child, 'SIGKILL');
  }
}

function cannot() {
  const repair = `import socket; socket.socket().setsockopt(socket.IPPROTO_TCP, ${TCP_REPAIR}, 1)`;
  return spawnSync('python3', ['-c', repair], { stdio: 'ignore' }).status !== 0;
}
