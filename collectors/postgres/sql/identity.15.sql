-- The server and what we may see there; asked every interval.
select current_setting('server_version') as version_text,
       pg_postmaster_start_time() as started,
       pg_is_in_recovery() as in_recovery,
       coalesce(host(inet_server_addr()) || ':' || inet_server_port(), '') as address,
       current_user::text as role,
       pg_backend_pid() as own_pid,
       pg_has_role('pg_read_all_stats', 'usage') as sees_every_session,
       current_setting('default_transaction_read_only') = 'on' as read_only
