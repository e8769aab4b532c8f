-- pgvector in this database: its version, where its types and operators are, and how far a search of ours looks. The
-- settings are not there before the library is first used, unless somebody has set them.
select e.extversion::text as version,
       n.nspname::text as schema,
       current_user::text as role,
       current_database()::text as database,
       coalesce(nullif(current_setting('hnsw.ef_search', true), ''), '40')::bigint as ef_search,
       coalesce(nullif(current_setting('ivfflat.probes', true), ''), '1')::bigint as probes
from pg_extension e
join pg_namespace n on n.oid = e.extnamespace
where e.extname = 'vector'
