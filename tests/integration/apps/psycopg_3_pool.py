"""psycopg 3 with psycopg_pool, which tells of itself by get_stats()."""
from psycopg_pool import ConnectionPool

from lines.psycopg_pool_stats import PoolMetrics
from orders import A_YEAR, take_orders, wanted

pool = ConnectionPool(
    wanted.dsn,
    name=wanted.application,
    kwargs={"application_name": wanted.application},
    min_size=1,
    max_size=wanted.max,
    max_lifetime=wanted.max_lifetime or A_YEAR,
    timeout=wanted.timeout or A_YEAR,
)
PoolMetrics(pool)


class Pool:
    def take(self, in_transaction):
        connection = pool.getconn()
        pid = connection.execute("select pg_backend_pid()").fetchone()[0]
        if not in_transaction:
            connection.commit()
        return connection, pid

    def give_back(self, connection):
        pool.putconn(connection)

    def work(self, seconds):
        with pool.connection() as connection:
            connection.execute("select pg_sleep(%s)", [seconds])


take_orders(Pool(), pool.get_stats)
