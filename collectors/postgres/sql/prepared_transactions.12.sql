-- Transactions prepared and not ended; the twenty oldest of `total`. A standby does not list them.
select gid,
       database,
       owner as role,
       prepared,
       transaction as xid,
       age(transaction)::bigint as xid_age,
       count(*) over () as total
from pg_prepared_xacts
order by prepared
limit 20
