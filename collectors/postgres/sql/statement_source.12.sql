-- Whether pg_stat_statements can be read from here, and what it looks like: it has a version, a schema and a
-- library of its own, each of which may be missing. A placeholder in postgresql.conf does not make pg_settings list it.
select current_database()::text as database,
       loaded.setting::bigint as entry_limit,
       current_setting('block_size')::bigint as block_size,
       e.extversion as version,
       quote_ident(n.nspname) as schema,
       array_to_string(p.proargnames, ' ') as columns,
       coalesce(has_schema_privilege(n.oid, 'usage') and has_function_privilege(p.oid, 'execute'), false) as may_read
from (values (1)) as one(row)
left join pg_settings loaded on loaded.name = 'pg_stat_statements.max'
left join pg_extension e on e.extname = 'pg_stat_statements'
left join pg_namespace n on n.oid = e.extnamespace
left join pg_proc p on p.pronamespace = n.oid and p.proname = 'pg_stat_statements'
