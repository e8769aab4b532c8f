-- Checkpoints since the statistics were reset: those that checkpoint_timeout brought and those that somebody asked
-- for, which is mostly the server itself when max_wal_size is reached.
select statement_timestamp() as taken,
       pg_is_in_recovery() as in_recovery,
       checkpoints_timed as timed,
       checkpoints_req as requested,
       null::bigint as done,
       checkpoint_write_time as write_milliseconds,
       checkpoint_sync_time as sync_milliseconds,
       buffers_checkpoint as buffers,
       stats_reset as reset,
       pg_size_bytes(current_setting('max_wal_size')) as max_wal_size,
       buffers_clean as buffers_cleaned,
       maxwritten_clean as cleaning_stopped,
       buffers_alloc as buffers_allocated,
       buffers_backend as buffers_by_backends,
       buffers_backend_fsync as backend_fsyncs
from pg_stat_bgwriter
