// node-postgres, its spans sent over OTLP by OpenTelemetry's SDK, its statements with their trace in a comment.
import { setTimeout as sleep } from 'node:timers/promises';

import { takeOrders, wanted } from './orders.mjs';
import { load } from './packages.mjs';

const { trace } = load('@opentelemetry/api');
const { OTLPTraceExporter } = load('@opentelemetry/exporter-trace-otlp-proto');
const { PgInstrumentation } = load('@opentelemetry/instrumentation-pg');
const { defaultResource, detectResources, envDetector } = load('@opentelemetry/resources');
const { NodeTracerProvider, SimpleSpanProcessor } = load('@opentelemetry/sdk-trace-node');

// Where to, and what the app is called, come from OTEL_EXPORTER_OTLP_ENDPOINT and OTEL_SERVICE_NAME.
const provider = new NodeTracerProvider({
  resource: defaultResource().merge(detectResources({ detectors: [envDetector] })),
  spanProcessors: [new SimpleSpanProcessor(new OTLPTraceExporter())],
});
provider.register();
const instrumentation = new PgInstrumentation({ addSqlCommenterCommentToQueries: true });
instrumentation.setTracerProvider(provider);
instrumentation.enable();
const tracer = trace.getTracer('shop');

const { Pool } = load('pg');
const pool = new Pool({ connectionString: wanted.dsn, application_name: wanted.application, max: wanted.max });
pool.on('error', () => {});

/** `work` within a span of its own. */
const within = (name, work) =>
  tracer.startActiveSpan(name, async (span) => {
    try {
      return await work();
    } finally {
      span.end();
    }
  });

async function checkout(sku, seconds) {
  const client = await pool.connect();
  try {
    await client.query('begin');
    await client.query('update stock set n = n - 1 where sku = $1', [sku]);
    await sleep(1000 * seconds);
    await client.query('commit');
  } finally {
    client.release();
  }
}

const json = (value) => ({ type: 'application/json', body: JSON.stringify(value) });

takeOrders(pool, {
  '/metrics': () => json({ totalCount: pool.totalCount, idleCount: pool.idleCount, waitingCount: pool.waitingCount }),
  '/checkout': async (order) => {
    await within('POST /checkout', () => checkout(order.get('sku'), Number(order.get('seconds') ?? 0)));
    return json({ done: true });
  },
  '/report': async (order) => {
    const seconds = Number(order.get('seconds') ?? 0);
    await within('GET /report', () => pool.query('select count(*) from stock, pg_sleep($1)', [seconds]));
    return json({ done: true });
  },
});
