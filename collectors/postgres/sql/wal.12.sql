-- How far the WAL was written (on a standby: received), counted from its very beginning.
select statement_timestamp() as taken,
       ((case when pg_is_in_recovery()
              then greatest(pg_last_wal_receive_lsn(), pg_last_wal_replay_lsn())
              else pg_current_wal_lsn() end) - '0/0')::bigint as position,
       null::bigint as records,
       null::bigint as full_page_images,
       null::bigint as buffers_full
