-- Where the server is in the WAL, counted from its very beginning; and, of a standby, how far it has replayed and
-- from whom it receives. The host is the sender's alone: pg_stat_wal_receiver.conninfo is not read. Whether a
-- primary is set at all is told only to those who may read every setting.
select statement_timestamp() as taken,
       s.in_recovery,
       (s.position - '0/0')::bigint as position,
       (s.replayed - '0/0')::bigint as replayed,
       case when s.in_recovery then pg_last_xact_replay_timestamp() end as last_replayed,
       case when s.in_recovery then pg_is_wal_replay_paused() else false end as replay_paused,
       case when pg_has_role('pg_read_all_settings', 'usage')
            then current_setting('primary_conninfo') <> '' end as has_primary,
       r.pid is not null as receives,
       r.status as receiver_status,
       r.sender_host,
       r.sender_port,
       r.last_msg_receipt_time as last_message
from (select pg_is_in_recovery() as in_recovery,
             case when pg_is_in_recovery()
                  then greatest(pg_last_wal_receive_lsn(), pg_last_wal_replay_lsn())
                  else pg_current_wal_lsn() end as position,
             case when pg_is_in_recovery() then pg_last_wal_replay_lsn() end as replayed) s
left join pg_stat_wal_receiver r on true
