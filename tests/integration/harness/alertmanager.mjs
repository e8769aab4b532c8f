import fs from 'node:fs';
import path from 'node:path';

import { endChild, startChild } from './child.mjs';
import { freePort } from './free_port.mjs';
import { withMount } from './mounts.mjs';
import { temporaryDirectory } from './temp.mjs';
import { until } from './until.mjs';

// Debian's looks for its template under /usr/share only; ours is unpacked beside the program, under build/tools.
const SHOW_TEMPLATE = 'share=$(dirname "$(dirname "$(command -v prometheus-alertmanager)")")/share; ' +
  'mount -t overlay -o lowerdir="$share":/usr/share overlay /usr/share';

/** A real Alertmanager on a free loopback port, which passes what it is told on to `webhook`. */
export async function startAlertmanager({ test, webhook }) {
  const home = temporaryDirectory('alertmanager');
  const port = await freePort();
  const config = path.join(home.path, 'alertmanager.yml');
  fs.writeFileSync(config, `
route: {receiver: hook, group_by: [alertname, severity], group_wait: 1s, group_interval: 1s}
receivers: [{name: hook, webhook_configs: [{url: "${webhook}", send_resolved: true}]}]
`);
  const [command, ...args] = [...withMount(SHOW_TEMPLATE), 'prometheus-alertmanager'];
  const child = startChild(command, [
    ...args, `--config.file=${config}`, `--storage.path=${home.path}`, `--web.listen-address=127.0.0.1:${port}`, '--cluster.listen-address=',
  ], { stdio: 'ignore' });
  test.after(async () => {
    await endChild(child);
    home.remove();
  });

  const url = `http://127.0.0.1:${port}`;
  await until('Alertmanager to be ready', async () => (await fetch(`${url}/-/ready`)).ok);
  return { url, alerts: async () => (await fetch(`${url}/api/v2/alerts`)).json() };
}
