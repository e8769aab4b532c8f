-- Who we are, whether everybody may create tables and functions in schema public (null: there is no such schema), and
-- whether TimescaleDB's views of its jobs are here and readable: absent, hidden or readable.
select current_user::text as role,
       (select exists (select from aclexplode(coalesce(n.nspacl, acldefault('n', n.nspowner))) a
                       where a.grantee = 0 and a.privilege_type = 'CREATE')
        from pg_namespace n
        where n.nspname = 'public') as public_create,
       coalesce((select case
                          when count(*) < 3 then 'absent'
                          when bool_and(has_schema_privilege(n.oid, 'usage') and has_table_privilege(c.oid, 'select'))
                            then 'readable'
                          else 'hidden'
                        end
                 from pg_class c
                 join pg_namespace n on n.oid = c.relnamespace
                 where n.nspname = 'timescaledb_information'
                   and c.relname in ('jobs', 'job_stats', 'continuous_aggregates')), 'absent') as timescaledb_jobs
