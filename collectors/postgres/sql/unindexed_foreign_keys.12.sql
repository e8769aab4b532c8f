-- Foreign keys whose columns are not the first ones of any index, in whatever order: to delete or change a row that
-- they refer to reads the whole table. A partial index counts, for most are on the rows that do refer.
with found as (
  select k.conname, k.conrelid, k.confrelid, k.conkey, t.relname, t.relnamespace, t.reltuples, t.relpages,
         count(*) over () as found
  from pg_constraint k
  join pg_class t on t.oid = k.conrelid
  where k.contype = 'f' and t.relkind = 'r'
    and not exists (select from pg_index i
                    join pg_class x on x.oid = i.indexrelid
                    join pg_am a on a.oid = x.relam
                    where i.indrelid = k.conrelid and i.indisvalid and a.amname in ('btree', 'hash')
                      and (i.indkey::int2[])[0:cardinality(k.conkey) - 1] @> k.conkey)
  order by t.reltuples desc, t.oid, k.oid
  limit 20
)
select n.nspname::text as schema,
       f.relname::text as table_name,
       f.conname::text as name,
       (select string_agg(quote_ident(a.attname), ', ' order by key.place)
        from unnest(f.conkey) with ordinality as key(number, place)
        join pg_attribute a on a.attrelid = f.conrelid and a.attnum = key.number) as columns,
       refers_in.nspname::text as refers_to_schema,
       refers.relname::text as refers_to_table,
       greatest(f.reltuples, 0)::bigint as rows,
       f.relpages * current_setting('block_size')::bigint as bytes,
       f.found
from found f
join pg_namespace n on n.oid = f.relnamespace
join pg_class refers on refers.oid = f.confrelid
join pg_namespace refers_in on refers_in.oid = refers.relnamespace
order by f.reltuples desc, f.conrelid, f.conname
