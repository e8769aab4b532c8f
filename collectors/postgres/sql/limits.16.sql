-- How many connections the server gives, and how many of them only to some.
select statement_timestamp() as taken,
       pg_is_in_recovery() as in_recovery,
       current_setting('max_connections')::int as max_connections,
       current_setting('superuser_reserved_connections')::int as superuser_reserved,
       current_setting('reserved_connections')::int as reserved
