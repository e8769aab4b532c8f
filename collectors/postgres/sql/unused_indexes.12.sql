-- Indexes that no query has scanned since the statistics began, the largest first. Left out are those with a duty of
-- their own: a constraint, a foreign key to check, a partition's share of an index, statistics on an expression.
with candidates as materialized (
  select i.indexrelid, i.indrelid, i.indkey, x.relname, x.relpages
  from pg_index i
  join pg_class x on x.oid = i.indexrelid
  where i.indexrelid >= 16384  -- not the server's own
    and i.indisvalid
    and not i.indisunique and not i.indisexclusion and not i.indisreplident
    and i.indexprs is null
    and x.relkind = 'i' and not x.relispartition and x.relpersistence <> 't'
), unused as (
  select c.indexrelid, c.indrelid, c.relname, c.relpages, count(*) over () as found
  from candidates c
  where pg_stat_get_numscans(c.indexrelid) = 0
    and not exists (select from pg_constraint k
                    where k.conrelid = c.indrelid and k.contype = 'f'
                      and (c.indkey::int2[])[0:cardinality(k.conkey) - 1] @> k.conkey)
  order by c.relpages desc, c.indexrelid
  limit 20
)
select n.nspname::text as schema,
       t.relname::text as table_name,
       u.relname::text as name,
       u.relpages * current_setting('block_size')::bigint as bytes,
       false as being_built,
       u.found
from unused u
join pg_class t on t.oid = u.indrelid
join pg_namespace n on n.oid = t.relnamespace
order by u.relpages desc, u.indexrelid
