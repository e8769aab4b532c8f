import http from 'node:http';

/** What the harness wants this app to be. */
export const wanted = {
  dsn: process.env.APP_DSN,
  application: process.env.APP_NAME,
  max: Number(process.env.POOL_MAX),
  maxLifetime: Number(process.env.POOL_MAX_LIFETIME),
  timeout: Number(process.env.POOL_TIMEOUT),
};

/**
 * Serves the orders of README.md on a pool of pg's, and `pages`, functions that answer a request by its path. A page
 * is given the parameters, and gives {type, body}.
 */
export function takeOrders(pool, pages) {
  const held = new Set();

  async function take(order) {
    const client = await pool.connect();
    held.add(client);
    if (order.get('transaction')) await client.query('begin');
    const { rows } = await client.query('select pg_backend_pid() as pid');
    return { client, pid: rows[0].pid };
  }

  function giveBack(client) {
    if (held.delete(client)) client.release();
  }

  const times = (order, run) => Promise.all(Array.from({ length: Number(order.get('n') ?? 1) }, () => run(order)));
  const pids = (taken) => ({ pids: taken.map(({ pid }) => pid) });

  const orders = {
    '/leak': async (order) => pids(await times(order, take)),
    '/hold': async (order) => {
      const taken = await times(order, take);
      const milliseconds = 1000 * Number(order.get('seconds') ?? 1);
      setTimeout(() => taken.forEach(({ client }) => giveBack(client)), milliseconds);
      return pids(taken);
    },
    '/release': async () => {
      const clients = [...held];
      clients.forEach(giveBack);
      return { released: clients.length };
    },
    '/work': async (order) => {
      const work = () => pool.query('select pg_sleep($1)', [Number(order.get('seconds') ?? 0)]).then(() => true, () => false);
      const done = (await times(order, work)).filter(Boolean).length;
      return { done, failed: Number(order.get('n') ?? 1) - done };
    },
  };

  const server = http.createServer(async (request, response) => {
    const url = new URL(request.url, 'http://app');
    try {
      if (orders[url.pathname]) {
        const answer = await orders[url.pathname](url.searchParams);
        response.setHeader('content-type', 'application/json').end(JSON.stringify(answer));
      } else if (pages[url.pathname]) {
        const { type, body } = await pages[url.pathname](url.searchParams);
        response.setHeader('content-type', type).end(body);
      } else {
        response.writeHead(404).end('no such page');
      }
    } catch (error) {
      response.writeHead(500).end(error.message);
    }
  });
  server.listen(Number(process.env.APP_PORT), '127.0.0.1');
}
