// The sessions of a few applications, in one process: crowd.mjs DSN SESSIONS. Prints "ready" once all are there. They
// come and go through all states, but none lasts long enough for a rule to speak.
import { setTimeout as sleep } from 'node:timers/promises';

import { pg } from '../integration/harness/packages.mjs';

const APPLICATIONS = ['checkout', 'checkout', 'checkout', 'catalog', 'catalog', 'catalog', 'billing', 'search-indexer', 'mailer', 'reports'];

const STATEMENTS = [
  (n) => `select id, customer_id, status, total, placed_at from orders where customer_id = ${n} order by placed_at desc limit 20`,
  (n) => `select o.id, o.total, c.email from orders o join customers c on c.id = o.customer_id where o.id = ${n} and o.status <> 'void'`,
  (n) => `select id, email, name from customers where email = 'customer-${n}@example.com'`,
  (n) => `select c.id, c.name, (select count(*) from orders o where o.customer_id = c.id) as orders from customers c where c.id in (${n}, ${n + 1})`,
  (n) => `insert into orders (customer_id, status, total) values (${n}, 'paid', ${n}.95) returning id, placed_at`,
];

const SLOW = (seconds) =>
  `with slow as (select pg_sleep(${seconds})) select o.customer_id, sum(o.total) from slow, orders o
   where o.placed_at > now() - interval '7 days' group by o.customer_id order by 2 desc limit 10`;

const [, , dsn, sessions] = process.argv;
const between = (low, high) => low + Math.random() * (high - low);
const oneOf = (list) => list[Math.floor(Math.random() * list.length)];
const statement = () => oneOf(STATEMENTS)(Math.floor(between(1, 1000)));

async function come(number) {
  const client = new pg.Client({ connectionString: dsn, application_name: APPLICATIONS[number % APPLICATIONS.length] });
  client.on('error', () => process.exit(1));
  await client.connect();
  await client.query(statement());
  return client;
}

async function live(client) {
  for (;;) {
    await sleep(between(0, 10_000));
    const kind = Math.random();
    if (kind < 0.6) {
      await client.query(statement());
    } else if (kind < 0.8) {
      await client.query(SLOW(between(0.5, 4).toFixed(1)));
    } else {
      await client.query('begin');
      await client.query(statement());
      await sleep(between(500, 4_000));
      await client.query('commit');
    }
  }
}

const clients = [];
while (clients.length < Number(sessions)) clients.push(await come(clients.length));
clients.forEach(live);
console.log('ready');
