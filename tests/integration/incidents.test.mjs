// What an operator is told on a bad night, from a real server whose clock is moved by a day.
import assert from 'node:assert/strict';
import { test } from 'node:test';

import { movableClock, noClock as skip } from './harness/clock.mjs';
import { startShop, startWatched, target } from './harness/scene.mjs';
import { until } from './harness/until.mjs';

test('a day later: the forgotten transaction, the archiver, the slot, the slow statement, the migration', { skip }, async (t) => {
  const clock = movableClock(t);
  const postgres = await startShop(t, {
    env: clock.env,
    config: {
      wal_level: 'replica',
      archive_mode: 'on',
      archive_command: '/bin/false',
    },
  });
  await postgres.sql(
    `create table alembic_version (version_num text primary key);
     insert into alembic_version values ('1975ea83b712');
     create table imports (id serial);
     create table orders (id serial primary key, customer_id int, note text);
     insert into orders (customer_id, note) select n % 5000, repeat('x', 50) from generate_series(1, 200000) n;
     create index orders_customer on orders (customer_id);
     analyze;
     grant all on all tables in schema public to shop; grant all on all sequences in schema public to shop; grant select on alembic_version to lifeguard`,
    [],
    'shop',
  );
  await postgres.sql("select pg_create_physical_replication_slot('old_standby', true)");
  await postgres.sql('select pg_switch_wal()');

  const more = 'statements_interval = "1s"\ndatabases_interval = "2s"\nexpected_migration = "ae1027a6acf"\n';
  const lifeguard = await startWatched(t, { config: target(postgres, { more }) });

  const etl = await postgres.session('shop', 'shop', { application_name: 'etl' });
  await etl.query('begin');
  await etl.query('insert into imports default values');
  etl.query('select pg_sleep(600)').catch(() => {});

  const shop = await postgres.session('shop', 'shop', { application_name: 'shop' });
  let serving = true;
  const traffic = (async () => {
    for (let n = 0; serving; ++n) {
      await shop.query('select count(*) from orders where customer_id = $1', [n % 5000]).catch(() => {});
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  })();
  t.after(() => {
    serving = false;
    return traffic;
  });

  await until('the statement to have a past', async () => {
    const { queries } = await lifeguard.api('queries?limit=50');
    return queries.some(({ query, baseline_calls: calls }) => /orders where customer_id/.test(query) && calls > 200);
  }, { within: 30_000 });
  await postgres.sql('drop index orders_customer', [], 'shop');
  await tells('slow_query', 'warning', /orders where customer_id/);
  await tells('schema_drift', 'critical', /ae1027a6acf/);

  clock.move('+24h');
  await tells('long_transaction', 'critical', /^etl .* open for long, the oldest for 1 d/);
  await tells('pg_archiver', 'critical', /^WAL could not be archived for 1 d/);
  await tells('pg_replication_slot', 'warning', /old_standby .* nobody has used it for at least 1 d/);

  /** Waits for the incident, and shows what an operator would read. */
  async function tells(rule, severity, summary) {
    const incident = await until(`an incident of ${rule}`, async () => {
      const { incidents } = await lifeguard.api('incidents');
      return incidents.find((each) => each.rule === rule && each.severity === severity && summary.test(each.summary));
    }, { within: 20_000 });
    assert.equal(incident.state, 'firing');
    assert.ok(incident.evidence.length > 0 && incident.remedy.length > 0, rule);
    t.diagnostic(`${severity} ${rule}: ${incident.summary}`);
    for (const evidence of incident.evidence) {
      t.diagnostic(`    ${Object.entries(evidence).map(([label, value]) => `${label} ${value}`).join(', ')}`);
    }
    t.diagnostic(`    run: ${incident.remedy}`);
  }
  await lifeguard.stop();
});
