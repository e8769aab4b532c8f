-- The roles behind the numbers of pg_stat_statements.
select oid, rolname as name
from pg_roles
limit 5000
