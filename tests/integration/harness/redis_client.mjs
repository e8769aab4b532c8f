import net from 'node:net';
import tls from 'node:tls';

/**
 * A client of Redis: send('SET', 'a', '1') gives the reply (lists as arrays, nil as null) and throws its errors. `tls`
 * are the options of node:tls, or nothing.
 */
export async function redisClient({ port, host = '127.0.0.1', name, tls: secure }) {
  const socket = secure ? tls.connect({ port, host, ...secure }) : net.connect(port, host);
  const waiting = [];
  let buffer = Buffer.alloc(0);

  const fail = (error) => {
    for (const { reject } of waiting.splice(0)) reject(error);
  };
  socket.on('error', fail);
  socket.on('close', () => fail(new Error('the connection is closed')));
  socket.on('data', (bytes) => {
    buffer = Buffer.concat([buffer, bytes]);
    for (let read; waiting.length > 0 && (read = readReply(buffer, 0)); ) {
      buffer = buffer.subarray(read.end);
      const { resolve, reject } = waiting.shift();
      read.value instanceof Error ? reject(read.value) : resolve(read.value);
    }
  });
  await new Promise((resolve, reject) => {
    socket.once(secure ? 'secureConnect' : 'connect', resolve);
    socket.once('error', reject);
  });

  const client = {
    socket,
    send(...words) {
      const parts = words.map((word) => `$${Buffer.byteLength(String(word))}\r\n${word}\r\n`);
      return new Promise((resolve, reject) => {
        waiting.push({ resolve, reject });
        socket.write(`*${words.length}\r\n${parts.join('')}`);
      });
    },
    close: () => socket.destroy(),
  };
  if (name) await client.send('CLIENT', 'SETNAME', name);
  return client;
}

// {value, end}, or undefined while it is not all there.
function readReply(buffer, at) {
  const lineEnd = buffer.indexOf('\r\n', at);
  if (lineEnd < 0) return undefined;
  const line = buffer.toString('utf8', at + 1, lineEnd);
  const end = lineEnd + 2;
  switch (String.fromCharCode(buffer[at])) {
    case '+':
      return { value: line, end };
    case '-':
      return { value: new Error(line), end };
    case ':':
      return { value: Number(line), end };
    case '$': {
      const length = Number(line);
      if (length < 0) return { value: null, end };
      return buffer.length < end + length + 2
        ? undefined
        : { value: buffer.toString('utf8', end, end + length), end: end + length + 2 };
    }
    case '*': {
      const list = { value: [], end };
      for (let i = 0; i < Number(line); ++i) {
        const item = readReply(buffer, list.end);
        if (!item) return undefined;
        list.value.push(item.value);
        list.end = item.end;
      }
      return list;
    }
    default:
      throw new Error(`no reply of Redis: ${line}`);
  }
}
