-- The databases that this role may look into.
select datname::text as database
from pg_database
where datallowconn and not datistemplate and has_database_privilege(oid, 'connect')
order by datname
