-- Databases and roles with a limit of their own.
select true as is_database, datname as name, datconnlimit as connection_limit
from pg_database
where datconnlimit >= 0 and not datistemplate
union all
select false, rolname, rolconnlimit
from pg_roles
where rolconnlimit >= 0
