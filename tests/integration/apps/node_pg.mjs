// node-postgres, which exposes nothing by itself: /metrics with prom-client, /pool as JSON.
import { takeOrders, wanted } from './orders.mjs';
import { load } from './packages.mjs';

const { Pool } = load('pg');
const { collectDefaultMetrics, Gauge, register } = load('prom-client');

const pool = new Pool({
  connectionString: wanted.dsn,
  application_name: wanted.application,
  max: wanted.max,
  maxLifetimeSeconds: wanted.maxLifetime,
  connectionTimeoutMillis: 1000 * wanted.timeout,
});
pool.on('error', () => {});

collectDefaultMetrics();
const labels = { pool_name: wanted.application };
const gauge = (name, labelNames, collect) => new Gauge({ name, help: name, labelNames, collect });
gauge('db_client_connection_count', ['pool_name', 'state'], function () {
  this.set({ ...labels, state: 'used' }, pool.totalCount - pool.idleCount);
  this.set({ ...labels, state: 'idle' }, pool.idleCount);
});
gauge('db_client_connection_pending_requests', ['pool_name'], function () { this.set(labels, pool.waitingCount); });
gauge('db_client_connection_max', ['pool_name'], function () { this.set(labels, pool.options.max); });

takeOrders(pool, {
  '/metrics': async () => ({ type: register.contentType, body: await register.metrics() }),
  '/pool': () => {
    const { totalCount, idleCount, waitingCount, options } = pool;
    const body = JSON.stringify({ [wanted.application]: { totalCount, idleCount, waitingCount, max: options.max } });
    return { type: 'application/json', body };
  },
});
