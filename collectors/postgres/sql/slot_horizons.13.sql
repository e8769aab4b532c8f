-- Replication slots for which old rows are kept; the ten that keep the oldest. A null has the age null. A lost slot
-- keeps nothing.
select slot_name as slot,
       slot_type = 'logical' as logical,
       database,
       active_pid,
       age(xmin)::bigint as xmin_age,
       age(catalog_xmin)::bigint as catalog_xmin_age
from pg_replication_slots
where (xmin is not null or catalog_xmin is not null)
  and wal_status is distinct from 'lost'
order by greatest(age(xmin), age(catalog_xmin)) desc
limit 10
