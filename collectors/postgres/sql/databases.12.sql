-- What each database did since its statistics were reset; the busiest twenty.
select datname as database,
       xact_commit as commits,
       xact_rollback as rollbacks,
       blks_read as blocks_read,
       blks_hit as blocks_hit,
       tup_returned as rows_returned,
       tup_fetched as rows_fetched,
       tup_inserted as rows_inserted,
       tup_updated as rows_updated,
       tup_deleted as rows_deleted,
       conflicts,
       deadlocks,
       temp_files as temporary_files,
       temp_bytes as temporary_bytes,
       stats_reset as reset,
       datid as id,
       blk_read_time as read_milliseconds,
       blk_write_time as write_milliseconds
from pg_stat_database
where datname is not null and datname not in ('template0', 'template1')
order by xact_commit + xact_rollback desc
limit 20
