-- The databases that this role may look into, and whether a connection limit of 0 closes them to all but superusers.
select d.datname::text as database,
       d.datconnlimit = 0 and not r.rolsuper as is_closed
from pg_database d
join pg_roles r on r.rolname = session_user
where d.datallowconn and not d.datistemplate and has_database_privilege(d.oid, 'connect')
order by d.datname
