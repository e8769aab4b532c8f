-- Checkpoints since the statistics were reset: those that checkpoint_timeout brought and those that somebody asked
-- for, which is mostly the server itself when max_wal_size is reached.
select statement_timestamp() as taken,
       pg_is_in_recovery() as in_recovery,
       num_timed as timed,
       num_requested as requested,
       null::bigint as done,
       write_time as write_milliseconds,
       sync_time as sync_milliseconds,
       buffers_written as buffers,
       stats_reset as reset,
       pg_size_bytes(current_setting('max_wal_size')) as max_wal_size,
       pg_stat_get_bgwriter_buf_written_clean() as buffers_cleaned,
       pg_stat_get_bgwriter_maxwritten_clean() as cleaning_stopped,
       pg_stat_get_buf_alloc() as buffers_allocated,
       null::bigint as buffers_by_backends,
       null::bigint as backend_fsyncs
from pg_stat_checkpointer
