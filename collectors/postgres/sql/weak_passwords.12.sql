-- Who has a password stored as MD5. The hashes stay where they are.
select rolname::text as role
from pg_authid
where rolpassword like 'md5%' and rolcanlogin
order by rolname
limit 100
