"""asyncpg, whose pool exposes nothing by itself and counts nobody who waits."""
import asyncio
import threading

import asyncpg

from lines.asyncpg_pool import watch_pool
from orders import take_orders, wanted

loop = asyncio.new_event_loop()
threading.Thread(target=loop.run_forever, daemon=True).start()


def run(coroutine):
    return asyncio.run_coroutine_threadsafe(coroutine, loop).result()


async def make_pool():
    return await asyncpg.create_pool(
        wanted.dsn,
        server_settings={"application_name": wanted.application},
        min_size=1,
        max_size=wanted.max,
        max_inactive_connection_lifetime=wanted.max_lifetime,
    )


pool = run(make_pool())
watch_pool(pool, wanted.application)


class Pool:
    def take(self, in_transaction):
        async def take():
            connection = await pool.acquire(timeout=wanted.timeout or None)
            if in_transaction:
                await connection.execute("begin")
            return connection, await connection.fetchval("select pg_backend_pid()")

        return run(take())

    def give_back(self, connection):
        run(pool.release(connection))

    def work(self, seconds):
        async def work():
            async with pool.acquire(timeout=wanted.timeout or None) as connection:
                await connection.execute("select pg_sleep($1)", seconds)

        run(work())


def numbers():
    return {"size": pool.get_size(), "idle_size": pool.get_idle_size(), "max_size": pool.get_max_size()}


take_orders(Pool(), numbers)
