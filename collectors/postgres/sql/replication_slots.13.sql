-- Replication slots, and how much WAL each keeps from being removed. keep_limit is the most that any of them may keep;
-- null is no limit.
select statement_timestamp() as taken,
       s.slot_name as name,
       s.slot_type = 'logical' as logical,
       s.database,
       s.temporary,
       s.active,
       s.active_pid,
       (here.position - s.restart_lsn)::bigint as retained,
       (here.position - s.confirmed_flush_lsn)::bigint as unconfirmed,
       s.wal_status,
       s.safe_wal_size,
       nullif(greatest(pg_size_bytes(current_setting('max_slot_wal_keep_size')),
                       case when pg_size_bytes(current_setting('max_slot_wal_keep_size')) >= 0
                            then pg_size_bytes(current_setting('wal_keep_size')) end), -1) as keep_limit,
       false as conflicting,
       null::timestamptz as inactive_since,
       null::text as invalidation_reason,
       false as synced
from pg_replication_slots s
cross join (select case when pg_is_in_recovery()
                        then greatest(pg_last_wal_receive_lsn(), pg_last_wal_replay_lsn())
                        else pg_current_wal_lsn() end as position) here
