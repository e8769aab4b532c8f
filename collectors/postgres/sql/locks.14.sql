-- One snapshot of pg_locks: every lock that somebody waits for, its waiters and its holders, and who holds advisory
-- locks. A prepared transaction has no process: pid 0.
with locks as materialized (
  select coalesce(pid, 0) as pid, mode, granted, waitstart as waiting_since, locktype,
         concat_ws(' ', locktype, database, relation, page, tuple, virtualxid, transactionid, classid, objid,
                   objsubid) as object
  from pg_locks
)
select pid, mode, granted, waiting_since, object, locktype = 'advisory' as advisory
from locks
where object in (select object from locks where not granted)
   or locktype = 'advisory'
