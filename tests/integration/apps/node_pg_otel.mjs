// node-postgres, told of by OpenTelemetry's instrumentation and its Prometheus exporter.
import { takeOrders, wanted } from './orders.mjs';
import { load } from './packages.mjs';

const { PrometheusExporter, PrometheusSerializer } = load('@opentelemetry/exporter-prometheus');
const { PgInstrumentation } = load('@opentelemetry/instrumentation-pg');
const { MeterProvider } = load('@opentelemetry/sdk-metrics');

const exporter = new PrometheusExporter({ preventServerStart: true });
const instrumentation = new PgInstrumentation();
instrumentation.setMeterProvider(new MeterProvider({ readers: [exporter] }));
instrumentation.enable();

// The instrumentation names the pool by these; of a connectionString it makes "unknown_host".
const { hostname, port, username, pathname } = new URL(wanted.dsn);
const pool = new (load('pg').Pool)({
  host: hostname,
  port: Number(port),
  user: username,
  database: pathname.slice(1),
  application_name: wanted.application,
  max: wanted.max,
  maxLifetimeSeconds: wanted.maxLifetime,
  connectionTimeoutMillis: 1000 * wanted.timeout,
});
pool.on('error', () => {});

takeOrders(pool, {
  '/metrics': async () => {
    const { resourceMetrics } = await exporter.collect();
    return { type: 'text/plain; version=0.0.4', body: new PrometheusSerializer().serialize(resourceMetrics) };
  },
});
