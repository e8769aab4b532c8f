-- What became of the WAL files that were to be archived. Not the command itself, which may hold a secret.
select statement_timestamp() as taken,
       pg_is_in_recovery() as in_recovery,
       current_setting('archive_mode') as mode,
       (current_setting('archive_command') not in ('', '(disabled)')
        or current_setting('archive_library') <> '') as has_command,
       a.archived_count as archived,
       a.last_archived_wal as last_archived_file,
       a.last_archived_time as last_archived,
       a.failed_count as failed,
       a.last_failed_wal as last_failed_file,
       a.last_failed_time as last_failed,
       a.stats_reset as reset,
       ((case when pg_is_in_recovery()
              then greatest(pg_last_wal_receive_lsn(), pg_last_wal_replay_lsn())
              else pg_current_wal_lsn() end) - '0/0')::bigint as position,
       pg_size_bytes(current_setting('wal_segment_size')) as segment_size
from pg_stat_archiver a
