-- Who is connected and what they wait for. A row of a session that the role may not see has nulls from
-- backend_type on. Whoever is in a database counts, for versions and extensions name their workers as they like.
-- Sessions idle since the look before on this connection have no row: the last row has the pid and the start of the
-- query of everybody in a database. A tenth of a second, for a session stamps its change a little before it shows it.
-- left() goes through a text character by character, a sixth of what a look cost: only where it may have to cut.
-- A trace context stands in a comment, mostly at the end: a longer text comes whole if it has one.
select statement_timestamp() as taken,
       a.pid,
       null::int as leader_pid,
       a.backend_type,
       d.datname as database,
       pg_get_userbyid(a.usesysid) as role,
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
       case when octet_length(a.query) <= 1024 then a.query
            when octet_length(a.query) <= 16384 and position('traceparent' in a.query) > 0 then a.query
            else left(a.query, 1024) end as query,
       null::int[] as present_pids,
       null::timestamptz[] as present_query_starts,
       null as looked
from pg_stat_get_activity(null) a
left join pg_database d on d.oid = a.datid
where (a.datid is not null or a.backend_type in ('client backend', 'walsender'))
  and (a.state = 'idle' and a.datid is not null
       and a.state_change < (select nullif(current_setting('lifeguard.looked', true), '')::timestamptz)) is not true
union all
select statement_timestamp(),
       null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null,
       null, null,
       array_agg(pg_stat_get_backend_pid(present)),
       array_agg(pg_stat_get_backend_activity_start(present)),
       set_config('lifeguard.looked', (statement_timestamp() - interval '100 ms')::text, false)
from pg_stat_get_backend_idset() present
where pg_stat_get_backend_dbid(present) <> 0
