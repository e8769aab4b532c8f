import { startLifeguard } from './lifeguard.mjs';
import { startPostgres } from './postgres.mjs';
import { startReceiver } from './receiver.mjs';
import { until } from './until.mjs';

/**
 * Rules that need seconds where the defaults need minutes. The throw-away servers' posture is bad, for they need not
 * outlive a crash: who tests it starts the agent without these.
 */
export const QUICK_RULES = `
[rules.pg_posture]
enabled = false

[rules.connection_leak]
warning = "1s"
critical = "10m"
recover_for = "1s"

[rules.blocked_sessions]
warning = "1s"
clear = "500ms"
recover_for = "1s"

[rules.slow_query]
warning = "1s"
recover_for = "1s"

[rules.target_down]
for = "1s"
recover_for = "1s"
`;

export const target = (postgres, { name = 'main', role = 'lifeguard', more = '' } = {}) => `
[[postgres]]
name = "${name}"
dsn = "${postgres.dsn(role, 'shop')}"
activity_interval = "200ms"
interval = "1s"
timeout = "1s"
${more}
`;

export const receivers = (receiver) => `
[[slack]]
webhook_url = "${receiver.url('/slack')}"

[[pagerduty]]
routing_key = "0123456789abcdef0123456789abcdef"
url = "${receiver.url('/pagerduty')}"
min_severity = "warning"

[[webhook]]
url = "${receiver.url('/hook')}"
`;

/** What each of the three would answer. */
export function answerAsTheyDo(receiver) {
  receiver.answer = ({ path }) =>
    path === '/pagerduty'
      ? { status: 202, body: '{"status":"success","message":"Event processed"}' }
      : { status: 200, body: 'ok' };
}

/**
 * A PostgreSQL with a database `shop`, its role `shop`, and `lifeguard`, which may see everything. pg_stat_statements
 * is there, unless `config` has another shared_preload_libraries.
 */
export async function startShop(test, { config = {}, ...options } = {}) {
  const preload = 'pg_stat_statements';
  const postgres = await startPostgres({ test, config: { shared_preload_libraries: preload, ...config }, ...options });
  await postgres.sql('create role shop login');
  await postgres.sql('create role lifeguard login in role pg_monitor');
  await postgres.sql('create database shop owner shop');
  if ((config.shared_preload_libraries ?? preload) === preload) {
    await postgres.sql('create extension pg_stat_statements', [], 'shop');
  }
  return postgres;
}

/** Takes a connection, begins, and never gives it back. */
export async function leak(postgres, { application = 'checkout', statement = "select 'Ada Lovelace' as customer" } = {}) {
  const session = await postgres.session('shop', 'shop', { application_name: application });
  await session.query('begin');
  await session.query(statement);
  return session;
}

/** A vacuum of a table `orders` in `shop`, made for it, that would take minutes; it runs until end(). */
export async function slowVacuum(postgres) {
  await postgres.sql('create table orders as select n from generate_series(1, 20000) n', [], 'shop');
  const session = await postgres.session('postgres', 'shop', { application_name: 'slow vacuum' });
  await session.query('set vacuum_cost_delay = 100; set vacuum_cost_limit = 1; set vacuum_cost_page_hit = 10');
  const running = session.query('vacuum (disable_page_skipping) orders').catch(() => {});
  await until('the vacuum to run', async () => (await postgres.sql('select from pg_stat_progress_vacuum')).length === 1);
  return {
    async end() {
      await postgres.sql('select pg_cancel_backend(pid) from pg_stat_progress_vacuum');
      await running;
    },
  };
}

export async function startWatched(test, { config, ...options }) {
  return startLifeguard({ test, config: QUICK_RULES + config, ...options });
}

export async function startReceivers(test) {
  const receiver = await startReceiver({ test });
  answerAsTheyDo(receiver);
  return receiver;
}

/** Requests to `path` about incidents of `rule`, in the order they came. */
export const told = (receiver, path, rule) =>
  receiver.requests.filter((request) => request.path === path && request.body.includes(rule));
