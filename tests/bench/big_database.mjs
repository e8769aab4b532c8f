// What an application of some years leaves in a database: thousands of tables, and thousands of statements by an ORM.

const BATCH = 100;  // tables per transaction, for each holds a lock
const LIST = 110;   // columns that a statement selects: some 8 kB of text

const nameOf = (number) => `events_${String(number).padStart(5, '0')}`;

/** Tables in database "shop", each with an index of its own besides the keys, a few rows and statistics. */
export async function makeTables(postgres, tables) {
  for (let first = 0; first < tables; first += BATCH) {
    await postgres.sql(
      `do $$
       declare name text;
       begin
         for number in ${first}..${Math.min(first + BATCH, tables) - 1} loop
           name := 'events_' || lpad(number::text, 5, '0');
           execute format('create table %I (id bigserial primary key, customer_id int, status text, note text,
                           amount numeric, created_at timestamptz default now())', name);
           execute format('insert into %I (customer_id, status, amount) select n, ''paid'', n from generate_series(1, 20) n', name);
           execute format('create index on %I (customer_id, created_at)', name);
         end loop;
       end $$`,
      [],
      'shop',
    );
  }
  await postgres.sql('analyze', [], 'shop');
}

/** Runs as many statements of distinct shape, once each, so that pg_stat_statements holds them. */
export async function runStatements(postgres, { tables, statements, first = 0 }) {
  const client = await postgres.session('postgres', 'shop');
  for (let number = first; number < first + statements; ++number) await client.query(statement(number, tables));
  await client.end();
}

/** What is held: entries of pg_stat_statements and megabytes of their texts. */
export async function held(postgres) {
  const [row] = await postgres.sql(
    'select count(*)::int as statements, sum(octet_length(query)) / 2.0 ^ 20 as megabytes from pg_stat_statements',
    [],
    'shop',
  );
  return { statements: row.statements, megabytes: Number(row.megabytes) };
}

function statement(number, tables) {
  const table = nameOf(number % tables);
  const shape = ' and customer_id > 0'.repeat(Math.floor(number / tables));
  const columns = ['id', 'customer_id', 'status', 'note', 'amount'];
  const list = Array.from({ length: LIST }, (_, n) => `"${table}"."${columns[n % 5]}" as "shop_${table}_${columns[n % 5]}_of_join_${n}"`);
  return `select ${list.join(', ')} from "${table}" where id = 7${shape}`;
}
