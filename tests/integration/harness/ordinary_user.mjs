import fs from 'node:fs';

/** Spawn options for servers that refuse to run as root: somebody else's uid and gid, or nothing when we are not root. */
export function ordinaryUser() {
  if (process.getuid() !== 0) return {};
  const accounts = fs.readFileSync('/etc/passwd', 'utf8').split('\n').map((line) => line.split(':'));
  const account = ['postgres', 'nobody'].map((name) => accounts.find((each) => each[0] === name)).find(Boolean);
  if (!account) throw new Error('servers do not run as root, and there is no user "postgres" or "nobody"');
  return { uid: Number(account[2]), gid: Number(account[3]) };
}
