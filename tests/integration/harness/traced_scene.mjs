import { startOtlpReceiver } from './otlp_receiver.mjs';
import { startShop, startWatched, target } from './scene.mjs';
import { until } from './until.mjs';

/** Seconds between two looks. */
export const SAMPLE = 0.5;

export const LONG = { within: 30_000 };

/** A slow query's own span. */
export const isOfServer = ({ service, kind }) => service === 'postgresql' && kind === 'server';

export const received = (receiver, isIt) => until('a span', () => receiver.spans().find(isIt), LONG);

/** An app's span, as a traceparent. */
export const caller = (letter, { sampled = true } = {}) => {
  const traceId = letter.repeat(32);
  const spanId = letter.repeat(16);
  const parent = `00-${traceId}-${spanId}-0${sampled ? 1 : 0}`;
  return { traceId, spanId, parent, comment: `/*traceparent='${parent}'*/` };
};

/** A shop with a table `stock`, an OTLP receiver and a Lifeguard that sends it what took a second or more. */
export async function startTracedShop(t, { otlp = '', toml = '', ...options } = {}) {
  const postgres = await startShop(t, options);
  await postgres.sql('create table stock (sku text primary key, n int)', [], 'shop');
  await postgres.sql("insert into stock values ('pen', 100)", [], 'shop');
  await postgres.sql('grant all on stock to shop', [], 'shop');
  const receiver = await startOtlpReceiver({ test: t });
  const config = `${target(postgres).replace('"200ms"', `"${1000 * SAMPLE}ms"`)}${toml}
[otlp]
endpoint = "${receiver.url()}"
slow_after = "1s"
${otlp}
`;
  const lifeguard = await startWatched(t, { config });
  await until('a look', async () => (await lifeguard.metrics()).value('lifeguard_target_up') === 1);
  return { postgres, receiver, lifeguard, config };
}
