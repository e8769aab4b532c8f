-- Tables in which migration tools keep their history, by their names; which tool's it is, the columns tell. A table
-- that somebody has, or wants, for himself alone would make us wait.
select quote_ident(n.nspname) || '.' || quote_ident(c.relname) as "table",
       c.relname::text as name,
       (select string_agg(a.attname, ',' order by a.attname)
        from pg_attribute a
        where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped) as columns,
       has_schema_privilege(n.oid, 'usage') as may_use_schema,
       quote_ident(n.nspname) as schema,
       has_table_privilege(c.oid, 'select') as may_read,
       exists (select from pg_locks l
               where l.relation = c.oid and l.database = (select oid from pg_database where datname = current_database())
                 and l.mode = 'AccessExclusiveLock') as locked
from pg_class c
join pg_namespace n on n.oid = c.relnamespace
where c.relkind in ('r', 'p', 'v')
  and n.nspname !~ '^(pg_|information_schema$)'
  and (c.relname in ('alembic_version', 'schema_migrations', '_prisma_migrations', '__EFMigrationsHistory',
                     'django_migrations', 'knex_migrations')
       or c.relname like '%schema\_history')
order by 1
limit 20
