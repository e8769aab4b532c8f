import { execFileSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';

/**
 * An authority, a server's certificate for localhost and 127.0.0.1, one that has expired, and a client's, as files in
 * `dir`: file('ca.crt'), file('server.key'), …
 */
export function makeCertificates(dir) {
  const file = (name) => path.join(dir, name);
  const openssl = (...args) => execFileSync('openssl', args, { stdio: 'ignore' });
  const keyOf = (name) => ['-newkey', 'rsa:2048', '-nodes', '-keyout', file(`${name}.key`), '-out'];
  openssl('req', '-x509', ...keyOf('ca'), file('ca.crt'), '-days', '30', '-subj', '/CN=Test authority');
  fs.writeFileSync(file('names'), 'subjectAltName=DNS:localhost,IP:127.0.0.1\n');
  const sign = (name, ...validity) => {
    openssl('req', '-new', ...keyOf(name), file(`${name}.csr`), '-subj', `/CN=${name}`);
    openssl('x509', '-req', '-in', file(`${name}.csr`), '-CA', file('ca.crt'), '-CAkey', file('ca.key'), '-CAcreateserial',
      '-extfile', file('names'), '-out', file(`${name}.crt`), ...validity);
  };
  sign('server', '-days', '20');
  sign('expired', '-days', '0');
  sign('client', '-days', '20');
  return { file };
}
