-- Who receives WAL from this server, and how many bytes each is behind it. What has no slot is a standby or a
-- backup; what has a logical one is a subscriber. Asked of the functions below pg_stat_replication, whose view looks
-- at every session though nobody receives anything.
select statement_timestamp() as taken,
       r.pid,
       a.application_name as application,
       host(a.client_addr) as client,
       r.state,
       r.sync_state,
       s.slot_name as slot,
       coalesce(s.slot_type = 'logical', false) as logical,
       (here.position - '0/0')::bigint as position,
       (r.sent_lsn - '0/0')::bigint as sent,
       (r.write_lsn - '0/0')::bigint as written,
       (r.flush_lsn - '0/0')::bigint as flushed,
       (r.replay_lsn - '0/0')::bigint as replayed,
       extract(epoch from r.write_lag)::float8 as write_lag,
       extract(epoch from r.flush_lag)::float8 as flush_lag,
       extract(epoch from r.replay_lag)::float8 as replay_lag
from pg_stat_get_wal_senders() r
join lateral pg_stat_get_activity(r.pid) a on true
left join pg_replication_slots s on s.active_pid = r.pid
cross join (select case when pg_is_in_recovery()
                        then greatest(pg_last_wal_receive_lsn(), pg_last_wal_replay_lsn())
                        else pg_current_wal_lsn() end as position) here
