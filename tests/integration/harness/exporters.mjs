import { endChild, startChild } from './child.mjs';
import { freePort } from './free_port.mjs';
import { until } from './until.mjs';

/** prometheus-postgres-exporter as Debian ships it. scrape() gives its page. */
export const startPostgresExporter = ({ test, dsn }) =>
  start({ test, command: 'prometheus-postgres-exporter', env: { DATA_SOURCE_NAME: `${dsn}?sslmode=disable` } });

/** prometheus-redis-exporter, likewise. */
export const startRedisExporter = ({ test, url }) => start({ test, command: 'prometheus-redis-exporter', options: [`--redis.addr=${url}`] });

async function start({ test, command, options = [], env = {} }) {
  const port = await freePort();
  const child = startChild(command, [`--web.listen-address=127.0.0.1:${port}`, ...options], {
    env: { ...process.env, ...env },
    stdio: ['ignore', 'ignore', 'ignore'],
  });
  test.after(() => endChild(child));
  const url = (where) => `http://127.0.0.1:${port}${where}`;
  await until(`${command} to listen`, async () => (await fetch(url('/'))).ok);
  return { scrape: async () => (await fetch(url('/metrics'))).text() };
}
