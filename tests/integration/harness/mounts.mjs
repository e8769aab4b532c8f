import { spawnSync } from 'node:child_process';

/** A command that ends in exec "$@", in a mount namespace of its own, after the shell commands `mount`. */
export const withMount = (mount) => ['unshare', '--mount', 'sh', '-ec', `${mount}; exec "$@"`, 'sh'];

/** Why nothing can be mounted here; false where it can. Root in a container mostly may not. */
export const noMounts = cannot() && 'needs the right to mount: root, and in a container CAP_SYS_ADMIN';

function cannot() {
  const [command, ...args] = [...withMount('mount -t tmpfs tmpfs /mnt'), 'true'];
  return spawnSync(command, args, { stdio: 'ignore' }).status !== 0;
}
