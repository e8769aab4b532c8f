-- Who is connected and what they wait for. A row of a session that the role may not see has nulls from
-- backend_type on. Whoever is in a database counts, for versions and extensions name their workers as they like.
select statement_timestamp() as taken,
       a.pid,
       a.leader_pid as leader_pid,
       a.backend_type,
       a.datname as database,
       a.usename as role,
       a.application_name as application,
       host(a.client_addr) as client,
       a.client_port,
       a.state,
       a.wait_event_type,
       a.wait_event,
       a.backend_start,
       a.xact_start,
       a.query_start,
       a.state_change,
       a.backend_xid as xid,
       age(a.backend_xid)::bigint as xid_age,
       a.backend_xmin as xmin,
       age(a.backend_xmin)::bigint as xmin_age,
       null::bigint as query_id,
       left(a.query, 1024) as query
from pg_stat_activity a
where a.datid is not null
   or a.backend_type in ('client backend', 'walsender')
