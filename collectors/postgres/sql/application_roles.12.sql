-- The roles that applications are connected with now, by database, and what those roles may do. A person at a tool
-- is not an application, nor is a service's own agent.
select a.usename::text as role,
       a.datname::text as database,
       count(*) as sessions,
       r.rolsuper as superuser,
       r.rolcreaterole as create_role,
       r.rolreplication as replication,
       r.rolbypassrls as bypass_row_security
from pg_stat_activity a
join pg_roles r on r.oid = a.usesysid
where a.backend_type = 'client backend'
  and a.application_name !~ '^(lifeguard$|psql$|pg_dump|pg_restore|pg_basebackup|pgAdmin|DBeaver|DataGrip)'
  and a.usename !~ '^(pg_|rdsadmin$|rds_|cloudsql|azure_|azuresu$)'
group by a.usename, a.datname, r.rolsuper, r.rolcreaterole, r.rolreplication, r.rolbypassrls
order by sessions desc, role, database
limit 200
