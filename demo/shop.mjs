// A small shop on PostgreSQL and Redis, with its own connection pools and some bugs that can be switched on:
//   POST /bugs/leak, /bugs/report, /bugs/cache, /bugs/lock      DELETE /bugs mends them all      GET /pools tells of its pools
import http from 'node:http';

import { pg } from '../tests/integration/harness/packages.mjs';
import { redisClient } from '../tests/integration/harness/redis_client.mjs';

const database = { connectionString: process.env.DATABASE_URL, application_name: 'shop' };
const pool = new pg.Pool({ ...database, max: 10, connectionTimeoutMillis: 2_000 });
const backOffice = new pg.Pool({ ...database, max: 3 });
for (const each of [pool, backOffice]) each.on('error', () => {});

const cache = await redisClient({ port: Number(new URL(process.env.REDIS_URL).port), name: 'shop' });

const FIRST_PRODUCT = 1; // the one whose price is being changed
const PRODUCTS = 50;

async function checkout() {
  await cache.send('INCR', 'checkouts');
  const client = await pool.connect();
  try {
    const product = FIRST_PRODUCT + 1 + Math.floor(Math.random() * (PRODUCTS - 1));
    await client.query('BEGIN');
    await client.query('update products set stock = stock - 1 where id = $1', [product]);
    await client.query('insert into orders (customer, product, total) values ($1, $2, $3)', [1, product, 20]);
    await client.query('COMMIT');
  } finally {
    client.release();
  }
}

let leaking;
const leaked = []; // kept so that the demo can mend what a real shop would have lost

async function payOnCredit(price) {
  const client = await pool.connect();
  await client.query('BEGIN');
  const { rows } = await client.query("select credit from customers where name = 'Ada Lovelace'");
  if (rows[0].credit >= price) return giveBack(client, 'COMMIT');
  // The bug: on this path nobody gives the connection back, and its transaction stays open.
  if (leaking) leaked.push(client);
  else await giveBack(client, 'ROLLBACK');
  throw new Error('too little credit');
}

const REPORT = `
  with shelf as materialized (select pg_sleep(14))
  select c.name, count(*), sum(o.total)
  from shelf, customers c join orders o on o.customer = c.id
  where c.name in ('Ada Lovelace', 'Grace Hopper') and o.placed > '2024-01-01'
  group by c.name`;

async function report() {
  await backOffice.query(REPORT);
  say('the monthly report is ready');
}

let priceChange;

async function changePriceAndGoToLunch() {
  priceChange = await backOffice.connect();
  await priceChange.query('BEGIN');
  await priceChange.query('update products set price = price * 1.1 where id = $1', [FIRST_PRODUCT]);
  backOffice.query('update products set stock = stock + 10 where id = $1', [FIRST_PRODUCT]).then(
    () => say('the delivery is booked at last'),
    () => {},
  );
}

const BASKETS = 28;

async function keepBasketsForever() {
  for (let i = 0; i < BASKETS; ++i) await cache.send('SET', `basket:${i}`, 'x'.repeat(500_000));
}

async function mend() {
  clearInterval(leaking);
  leaking = undefined;
  for (const client of leaked.splice(0)) await giveBack(client, 'ROLLBACK');
  if (priceChange) await giveBack(priceChange, 'COMMIT');
  priceChange = undefined;
  for (let i = 0; i < BASKETS; ++i) await cache.send('DEL', `basket:${i}`);
}

async function giveBack(client, ending) {
  await client.query(ending);
  client.release();
}

const bugs = {
  leak() {
    say('who pays on credit and has too little never gives the connection back: one more each second');
    leaking ??= setInterval(() => payOnCredit(1_000).catch(() => {}), 1_000);
  },
  report() {
    say('someone asks for the monthly report, a slow query');
    report().catch(() => {});
  },
  async cache() {
    say('baskets are put into the cache without an expiry, until it is all but full');
    await keepBasketsForever();
  },
  async lock() {
    say('someone changes a price and goes to lunch before COMMIT; a delivery of that product waits');
    await changePriceAndGoToLunch();
  },
};

let refused = false;

async function customers() {
  try {
    await checkout();
    if (refused) say('checkouts work again');
    refused = false;
  } catch (error) {
    if (!refused) say(`checkouts fail: ${error.message} (${pool.totalCount} of ${pool.options.max} connections taken)`);
    refused = true;
  }
}

function told(pool) {
  const { totalCount, idleCount, waitingCount, options } = pool;
  return { totalCount, idleCount, waitingCount, max: options.max };
}

function say(text) {
  console.log(text);
}

http
  .createServer(async ({ method, url }, response) => {
    const bug = bugs[url.replace('/bugs/', '')];
    if (method === 'POST' && bug) await bug();
    if (method === 'DELETE' && url === '/bugs') await mend();
    response.end(url === '/pools' ? JSON.stringify({ checkout: told(pool), 'back office': told(backOffice) }) : 'ok\n');
  })
  .listen(process.env.PORT, '127.0.0.1', () => setInterval(customers, 100));
