-- How far the WAL was written (on a standby: received), counted from its very beginning, and what it was written for.
select statement_timestamp() as taken,
       ((case when pg_is_in_recovery()
              then greatest(pg_last_wal_receive_lsn(), pg_last_wal_replay_lsn())
              else pg_current_wal_lsn() end) - '0/0')::bigint as position,
       w.wal_records as records,
       w.wal_fpi as full_page_images,
       w.wal_buffers_full as buffers_full
from pg_stat_wal w
