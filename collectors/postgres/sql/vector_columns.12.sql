-- Columns of pgvector's types, and the indexes for nearest neighbours on each: one row for every pair, or one without an
-- index. Sizes and counts are the estimates that the server keeps: nothing is read of the tables themselves.
select n.nspname::text as schema,
       t.relname::text as table_name,
       a.attname::text as column_name,
       ty.typname::text as type,
       nullif(a.atttypmod, -1)::bigint as dimension,
       nullif(t.reltuples, -1)::bigint as rows,
       t.relpages::bigint as pages,
       has_schema_privilege(n.oid, 'usage') and has_column_privilege(t.oid, a.attnum, 'select')
         and case when k.attnum is null then has_table_privilege(t.oid, 'select')
                  else has_column_privilege(t.oid, k.attnum, 'select') end as readable,
       k.attname::text as key_column,
       coalesce(ts.seq_scan, 0) as table_scans,
       i.index_name, i.method, i.opclass, i.options, i.expression, i.predicate, i.valid, i.being_built,
       i.pages as index_pages,
       coalesce(i.scans, 0) as index_scans,
       i.phase, i.done, i.total
from pg_attribute a
join pg_type ty on ty.oid = a.atttypid
join pg_depend d on d.classid = 'pg_type'::regclass and d.objid = ty.oid and d.deptype = 'e'
                and d.refclassid = 'pg_extension'::regclass
join pg_extension e on e.oid = d.refobjid and e.extname = 'vector'
join pg_class t on t.oid = a.attrelid
join pg_namespace n on n.oid = t.relnamespace
left join pg_stat_all_tables ts on ts.relid = t.oid
left join pg_index pk on pk.indrelid = t.oid and pk.indisprimary and pk.indnkeyatts = 1
left join pg_attribute k on k.attrelid = t.oid and k.attnum = pk.indkey[0]
left join lateral (
  select x.relname::text as index_name, am.amname::text as method, o.opcname::text as opclass,
         array_to_string(x.reloptions, ',') as options,
         pg_get_expr(p.indexprs, p.indrelid) as expression, pg_get_expr(p.indpred, p.indrelid) as predicate,
         p.indisvalid and p.indisready as valid, x.relpages::bigint as pages, s.idx_scan as scans,
         exists (select from pg_stat_progress_create_index o
                 where o.datname = current_database() and (o.relid is null or o.relid = t.oid)) as being_built,
         b.phase::text as phase,
         case when b.tuples_total > 0 then b.tuples_done else b.blocks_done end as done,
         case when b.tuples_total > 0 then b.tuples_total else b.blocks_total end as total
  from pg_index p
  join pg_class x on x.oid = p.indexrelid
  join pg_am am on am.oid = x.relam and am.amname in ('hnsw', 'ivfflat')
  join pg_opclass o on o.oid = p.indclass[0]
  left join pg_stat_all_indexes s on s.indexrelid = p.indexrelid
  left join pg_stat_progress_create_index b on b.index_relid = p.indexrelid
  where p.indrelid = t.oid
    and exists (select from pg_depend c
                where c.classid = 'pg_class'::regclass and c.objid = p.indexrelid
                  and c.refclassid = 'pg_class'::regclass and c.refobjid = t.oid and c.refobjsubid = a.attnum)
) i on true
where t.relkind in ('r', 'p', 'm') and not t.relispartition and t.relpersistence <> 't'
  and a.attnum > 0 and not a.attisdropped and n.nspname not in ('pg_catalog', 'information_schema')
order by t.reltuples desc, n.nspname, t.relname, a.attname, i.index_name
limit 2000
