-- The settings that posture is judged by, and those that wait for a restart. An archive command may hold
-- credentials: only whether there is one; null where the role may not know.
select name,
       case
         when name in ('archive_command', 'archive_library') then case when setting <> '' then 'set' else left(setting, 0) end
         when name in ('archive_mode', 'data_checksums', 'fsync', 'full_page_writes', 'listen_addresses',
                       'password_encryption', 'ssl', 'transaction_timeout', 'wal_level') then setting
       end as value,
       pending_restart
from pg_settings
where name in ('archive_command', 'archive_library', 'archive_mode', 'data_checksums', 'fsync', 'full_page_writes',
               'listen_addresses', 'password_encryption', 'ssl', 'transaction_timeout', 'wal_level')
   or pending_restart
order by name
