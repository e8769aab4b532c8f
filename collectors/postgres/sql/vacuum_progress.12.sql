-- Vacuums that run; a table of another database by its oid. The rows of others are null without pg_read_all_stats.
select v.pid,
       v.datname as database,
       coalesce(n.nspname || '.' || c.relname, v.relid::text) as relation,
       v.phase,
       v.heap_blks_total as heap_blocks,
       v.heap_blks_scanned as heap_blocks_scanned,
       v.index_vacuum_count as index_passes,
       v.num_dead_tuples::float8 / nullif(v.max_dead_tuples, 0) as memory_used
from pg_stat_progress_vacuum v
left join pg_class c on c.oid = v.relid and v.datname = current_database()
left join pg_namespace n on n.oid = c.relnamespace
where v.relid is not null
limit 20
