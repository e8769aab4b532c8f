-- Replication slots, and how much WAL each keeps from being removed.
select statement_timestamp() as taken,
       s.slot_name as name,
       s.slot_type = 'logical' as logical,
       s.database,
       s.temporary,
       s.active,
       s.active_pid,
       (here.position - s.restart_lsn)::bigint as retained,
       (here.position - s.confirmed_flush_lsn)::bigint as unconfirmed,
       null::text as wal_status,
       null::bigint as safe_wal_size,
       null::bigint as keep_limit,
       false as conflicting,
       null::timestamptz as inactive_since,
       null::text as invalidation_reason,
       false as synced
from pg_replication_slots s
cross join (select case when pg_is_in_recovery()
                        then greatest(pg_last_wal_receive_lsn(), pg_last_wal_replay_lsn())
                        else pg_current_wal_lsn() end as position) here
