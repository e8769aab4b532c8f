-- The databases behind the numbers of pg_stat_statements, and how many transactions each has ended.
select statement_timestamp() as taken,
       datid as oid,
       datname as name,
       xact_commit + xact_rollback as transactions
from pg_stat_database
where datname is not null
