-- The largest tables and those with the most dead rows. Sizes are relpages, as the last vacuum or analyze left them:
-- no table is locked to learn them. A table's own toast and all its indexes count as the table's; sought among the
-- owners of the hundred largest heaps, toasts and indexes.
with big as (
  select oid from pg_class where relkind in ('r', 'm', 't', 'i') and relpages > 0 and relpersistence <> 't'
  order by relpages desc, oid limit 100
), heaps as (
  select distinct coalesce(i.indrelid, big.oid) as oid
  from big left join pg_index i on i.indexrelid = big.oid
), tables as (
  select distinct coalesce(d.refobjid, heaps.oid) as oid  -- of a toast, the table that it belongs to
  from heaps
  left join pg_depend d on d.classid = 'pg_class'::regclass and d.objid = heaps.oid and d.objsubid = 0
                       and d.refclassid = 'pg_class'::regclass and d.deptype = 'i'
), large as (
  select t.oid,
         t.relpages + coalesce(toast.relpages, 0)
           + coalesce((select sum(x.relpages) from pg_index i join pg_class x on x.oid = i.indexrelid
                       where i.indrelid in (t.oid, t.reltoastrelid)), 0) as pages
  from pg_class t
  left join pg_class toast on toast.oid = t.reltoastrelid
  where t.oid = any (array(select oid from tables)) and t.relkind in ('r', 'm')
  order by pages desc, t.oid limit 20
), messy as (
  select oid, pg_stat_get_dead_tuples(oid) as dead_rows
  from pg_class
  where relkind in ('r', 'm') and relpersistence <> 't' and not relisshared
  order by dead_rows desc, oid limit 20
)
select n.nspname::text as schema,
       t.relname::text as name,
       large.pages * current_setting('block_size')::bigint as bytes,
       t.relpages * current_setting('block_size')::bigint as heap_bytes,
       pg_stat_get_live_tuples(t.oid) as live_rows,
       pg_stat_get_dead_tuples(t.oid) as dead_rows,
       greatest(pg_stat_get_last_vacuum_time(t.oid), pg_stat_get_last_autovacuum_time(t.oid)) as vacuumed,
       greatest(pg_stat_get_last_analyze_time(t.oid), pg_stat_get_last_autoanalyze_time(t.oid)) as analyzed,
       large.oid is not null as is_large,
       messy.oid is not null as is_messy
from large full join messy using (oid)
join pg_class t using (oid)
join pg_namespace n on n.oid = t.relnamespace
