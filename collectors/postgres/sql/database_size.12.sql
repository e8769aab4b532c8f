-- How large this database is, and since when its statistics count: not since before the server last lost them all.
select current_database()::text as database,
       pg_database_size(oid) as bytes,
       greatest(pg_stat_get_db_stat_reset_time(oid), pg_stat_get_bgwriter_stat_reset_time()) as counted_since,
       statement_timestamp() as taken,
       pg_is_in_recovery() as in_recovery
from pg_database
where datname = current_database()
