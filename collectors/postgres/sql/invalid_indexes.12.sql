-- Indexes that writers keep up and no query may use: what a CREATE INDEX CONCURRENTLY that failed leaves behind. One
-- that may be under construction is marked: a session that the role may not see has a null relid.
select n.nspname::text as schema,
       t.relname::text as table_name,
       x.relname::text as name,
       x.relpages * current_setting('block_size')::bigint as bytes,
       exists (select from pg_stat_progress_create_index p
               where p.datname = current_database() and (p.relid is null or p.relid = i.indrelid)) as being_built,
       count(*) over () as found
from pg_index i
join pg_class x on x.oid = i.indexrelid
join pg_class t on t.oid = i.indrelid
join pg_namespace n on n.oid = x.relnamespace
where not i.indisvalid and x.relkind = 'i' and x.relpersistence <> 't'
order by x.relpages desc, x.oid
limit 20
