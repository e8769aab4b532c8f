"""SQLAlchemy with psycopg2; of its pool it exposes nothing by itself."""
from sqlalchemy import create_engine, text

from lines.sqlalchemy_pool import watch_pool
from orders import A_YEAR, take_orders, wanted

engine = create_engine(
    wanted.dsn,
    future=True,
    connect_args={"application_name": wanted.application},
    pool_size=1,
    max_overflow=wanted.max - 1,
    pool_recycle=wanted.max_lifetime or -1,
    pool_timeout=wanted.timeout or A_YEAR,
)
watch_pool(engine, wanted.application)


class Pool:
    def take(self, in_transaction):
        connection = engine.connect()
        pid = connection.execute(text("select pg_backend_pid()")).scalar()
        if not in_transaction:
            connection.commit()
        return connection, pid

    def give_back(self, connection):
        connection.close()

    def work(self, seconds):
        with engine.begin() as connection:
            connection.execute(text("select pg_sleep(:seconds)"), {"seconds": seconds})


def numbers():
    pool = engine.pool
    return {"size": pool.size(), "checkedin": pool.checkedin(), "checkedout": pool.checkedout(), "max_overflow": pool._max_overflow}


take_orders(Pool(), numbers)
