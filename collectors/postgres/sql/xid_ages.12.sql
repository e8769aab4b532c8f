-- How far each database is from running out of transaction ids; the twenty oldest.
select statement_timestamp() as taken,
       datname as database,
       datallowconn as allows_connections,
       age(datfrozenxid)::bigint as xid_age,
       mxid_age(datminmxid)::bigint as multixact_age,
       current_setting('autovacuum_freeze_max_age')::bigint as xid_freeze_age,
       current_setting('autovacuum_multixact_freeze_max_age')::bigint as multixact_freeze_age
from pg_database
order by greatest(age(datfrozenxid), mxid_age(datminmxid)) desc, datname
limit 20
