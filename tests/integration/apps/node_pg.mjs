// node-postgres, which exposes nothing by itself: /metrics with prom-client, /pool as JSON.
import { watchPool } from './lines/node_pg.mjs';
import { takeOrders, wanted } from './orders.mjs';
import { load } from './packages.mjs';

const { Pool } = load('pg');
const promClient = load('prom-client');

const pool = new Pool({
  connectionString: wanted.dsn,
  application_name: wanted.application,
  max: wanted.max,
  maxLifetimeSeconds: wanted.maxLifetime,
  connectionTimeoutMillis: 1000 * wanted.timeout,
});
pool.on('error', () => {});

promClient.collectDefaultMetrics();
watchPool(promClient, pool, wanted.application);

takeOrders(pool, {
  '/metrics': async () => ({ type: promClient.register.contentType, body: await promClient.register.metrics() }),
  '/pool': () => {
    const { totalCount, idleCount, waitingCount, options } = pool;
    const body = JSON.stringify({ [wanted.application]: { totalCount, idleCount, waitingCount, max: options.max } });
    return { type: 'application/json', body };
  },
});
