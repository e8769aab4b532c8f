-- Two hundred sequences after the one named by the setting lifeguard.sequences_after, and how far each has come. To
-- read a sequence locks it, like nextval, until the statement ends: hence so few at a time, and none that somebody
-- has locked or wants to lock.
with locked as materialized (
  select array_agg(relation) as oids
  from pg_locks
  where locktype = 'relation' and mode in ('ShareLock', 'ShareRowExclusiveLock', 'ExclusiveLock', 'AccessExclusiveLock')
    and database = (select oid from pg_database where datname = current_database())
), batch as materialized (
  select s.seqrelid, s.seqincrement, s.seqmin, s.seqmax, s.seqcycle, c.relname, c.relnamespace,
         coalesce(s.seqrelid = any (l.oids), false) as is_locked,
         has_sequence_privilege(s.seqrelid, 'select, usage') as is_readable
  from pg_sequence s
  join pg_class c on c.oid = s.seqrelid
  cross join locked l
  where s.seqrelid > coalesce(nullif(current_setting('lifeguard.sequences_after', true), ''), '0')::oid
    and c.relpersistence = 'p'
  order by s.seqrelid
  limit 200
)
select s.seqrelid as oid,
       n.nspname::text as schema,
       s.relname::text as name,
       case when s.is_readable and not s.is_locked then pg_sequence_last_value(s.seqrelid) end as last_value,
       s.is_readable and not s.is_locked as is_known,
       s.seqincrement as increment,
       s.seqmin as minimum,
       s.seqmax as maximum,
       s.seqcycle as cycles,
       owner_in.nspname::text as table_schema,
       owner.relname::text as table_name,
       a.attname::text as column_name,
       a.atttypid as column_type
from batch s
join pg_namespace n on n.oid = s.relnamespace
left join pg_depend d on d.classid = 'pg_class'::regclass and d.objid = s.seqrelid and d.objsubid = 0
                     and d.refclassid = 'pg_class'::regclass and d.deptype in ('a', 'i')
left join pg_attribute a on a.attrelid = d.refobjid and a.attnum = d.refobjsubid
left join pg_class owner on owner.oid = a.attrelid
left join pg_namespace owner_in on owner_in.oid = owner.relnamespace
order by s.seqrelid
