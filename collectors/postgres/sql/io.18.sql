-- Reads and writes of blocks and of WAL, by who did them and to what; the contexts are summed. Times are measured only
-- where track_io_timing (for WAL, track_wal_io_timing) is on.
select case when backend_type in ('client backend', 'checkpointer', 'background writer', 'background worker')
            then backend_type
            when backend_type like 'autovacuum%' then 'autovacuum'
            else 'other' end as backend,
       object,
       bool_or(case when object = 'wal' then current_setting('track_wal_io_timing')
               else current_setting('track_io_timing') end::bool) as timed,
       sum(reads)::bigint as reads,
       sum(writes)::bigint as writes,
       sum(extends)::bigint as extends,
       sum(fsyncs)::bigint as fsyncs,
       sum(read_bytes)::bigint as read_bytes,
       sum(write_bytes)::bigint as write_bytes,
       sum(extend_bytes)::bigint as extend_bytes,
       sum(read_time) as read_milliseconds,
       sum(write_time) as write_milliseconds,
       sum(extend_time) as extend_milliseconds,
       sum(fsync_time) as fsync_milliseconds
from pg_stat_io
group by 1, 2
