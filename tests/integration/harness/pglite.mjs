import { createRequire } from 'node:module';

import { freePort } from './free_port.mjs';

// npm's packages live under build/, not beside the sources, where an import would look for them.
const installed = process.env.LIFEGUARD_PGLITE ?? new URL('../../../build/pglite', import.meta.url).pathname;
const load = createRequire(`${installed}/`);

/**
 * PostgreSQL 18 in this very process, with pgvector, on a free loopback port: {port, dsn, sql(text), stop()}. All of its
 * connections share one session, which pays no heed to the options that a connection asks for.
 */
export async function startPglite({ test } = {}) {
  const { PGlite } = load('@electric-sql/pglite');
  const { PGLiteSocketServer } = load('@electric-sql/pglite-socket');
  const { vector } = load('@electric-sql/pglite-pgvector');
  const port = await freePort();
  const db = await PGlite.create({ extensions: { vector } });
  const server = new PGLiteSocketServer({ db, host: '127.0.0.1', port, maxConnections: 20 });
  await server.start();

  const pglite = {
    port,
    dsn: `postgresql://postgres@127.0.0.1:${port}/postgres?sslmode=disable`,

    /** Runs the statements, and gives the rows of the last one. */
    sql: async (text) => (await db.exec(text)).at(-1)?.rows,

    /** A table of so many vectors, each number even between -1 and 1: nothing is harder to find. */
    async table(name, vectors, dimension) {
      await pglite.sql(`
        create table ${name} (id bigint primary key, embedding vector(${dimension}));
        insert into ${name}
        select i, (select array_agg(random() * 2 - 1) from generate_series(1, ${dimension}) where i > 0)::vector
        from generate_series(1, ${vectors}) i;
        analyze ${name}`);
    },

    async stop() {
      await server.stop();
      await db.close();
    },
  };

  test?.after(pglite.stop);
  return pglite;
}
