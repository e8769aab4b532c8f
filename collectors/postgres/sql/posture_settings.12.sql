-- The settings that posture is judged by, those that wait for a restart, and some numbers that people want to see beside
-- it: sizes in bytes. An archive command may hold credentials: only whether there is one; null where the role may not
-- know.
select name,
       case
         when name in ('archive_command', 'archive_library') then case when setting <> '' then 'set' else left(setting, 0) end
         when name in ('archive_mode', 'data_checksums', 'fsync', 'full_page_writes', 'listen_addresses',
                       'password_encryption', 'ssl', 'transaction_timeout', 'wal_level') then setting
         when unit ~ '^[0-9]*[kM]B$'
           then (setting::numeric * pg_size_bytes(case when unit ~ '^[0-9]' then unit else '1' || unit end))::text
         when vartype in ('integer', 'real') and unit is null then setting
       end as value,
       pending_restart
from pg_settings
where name in ('archive_command', 'archive_library', 'archive_mode', 'data_checksums', 'fsync', 'full_page_writes',
               'listen_addresses', 'password_encryption', 'ssl', 'transaction_timeout', 'wal_level',
               'autovacuum_vacuum_scale_factor', 'autovacuum_vacuum_threshold', 'effective_cache_size',
               'maintenance_work_mem', 'max_locks_per_transaction', 'max_parallel_workers', 'max_wal_size',
               'max_worker_processes', 'random_page_cost', 'seq_page_cost', 'shared_buffers', 'work_mem')
   or pending_restart
order by name
