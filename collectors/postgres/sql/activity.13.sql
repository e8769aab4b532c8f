-- Who is connected and what they wait for. A row of a session that the role may not see has nulls from
-- backend_type on. Whoever is in a database counts, for versions and extensions name their workers as they like.
-- Sessions idle since the look before on this connection have no row: the last row has the pid and the start of the
-- query of everybody in a database, unless nobody has come or gone since that look. A tenth of a second, for a session
-- stamps its change a little before it shows it. The database's name comes with sessions that may be new, for the join
-- of all was a twentieth of what a look cost; of left(), which goes through a text character by character, a sixth.
-- A trace context stands in a comment, mostly at the end: a longer text comes whole if it has one.
select statement_timestamp() as taken,
       a.pid,
       a.leader_pid as leader_pid,
       a.backend_type,
       a.datid as database_oid,
       case when (a.backend_start < (select nullif(current_setting('lifeguard.looked', true), '')::timestamptz)
                                    - interval '10 s') is not true
            then (select datname from pg_database where oid = a.datid) end as database,
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
where (a.datid is not null or a.backend_type in ('client backend', 'walsender'))
  and (a.state = 'idle' and a.datid is not null
       and a.state_change < (select nullif(current_setting('lifeguard.looked', true), '')::timestamptz)) is not true
union all
select statement_timestamp(),
       null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null, null,
       null, null, null,
       present.pids,
       present.query_starts,
       set_config('lifeguard.looked', (statement_timestamp() - interval '100 ms')::text, false)
         || set_config('lifeguard.present', everybody.digest, false)
from (
  select sum(hashint4(pg_stat_get_backend_pid(backend)))::text as digest
  from (select pg_stat_get_backend_idset() as backend) backends
) everybody, lateral (
  select array_agg(pg_stat_get_backend_pid(backend)) as pids,
         array_agg(pg_stat_get_backend_activity_start(backend)) as query_starts
  from (select pg_stat_get_backend_idset() as backend) backends
  where everybody.digest is distinct from current_setting('lifeguard.present', true)
    and pg_stat_get_backend_dbid(backend) <> 0
) present
