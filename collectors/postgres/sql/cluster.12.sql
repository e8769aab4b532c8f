-- What makes this cluster the same one from every client; some services keep it to superusers.
select system_identifier::text as system_identifier from pg_control_system()
