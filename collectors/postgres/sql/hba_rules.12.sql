-- Rows of pg_hba.conf that let somebody in without a password or with one in clear, and rows that the server could
-- not read (one that merely cannot match has a type). What an error says may hold a secret of its row: only where it is.
select 'pg_hba.conf' as file,
       line_number as line,
       type,
       array_to_string(database, ',') as databases,
       array_to_string(user_name, ',') as roles,
       coalesce(address, '') as address,
       coalesce(netmask, '') as netmask,
       auth_method as method,
       type is null as wrong
from pg_hba_file_rules
where type is null or auth_method in ('trust', 'password')
order by 1, line_number
limit 200
