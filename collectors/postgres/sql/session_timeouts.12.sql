-- The timeouts of a session for which nobody has set another. Where they are set for our role or database only,
-- those hide the server's own, which is then left out.
select name, setting as value
from pg_settings
where name in ('statement_timeout', 'idle_in_transaction_session_timeout', 'transaction_timeout')
  and source in ('default', 'environment variable', 'configuration file', 'command line', 'global', 'override')
order by name
