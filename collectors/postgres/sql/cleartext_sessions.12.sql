-- Sessions that came over a network, not from this machine, without TLS or GSSAPI encryption.
select a.usename::text as role,
       a.application_name as application,
       host(a.client_addr) as client,
       count(*) as sessions
from pg_stat_activity a
join pg_stat_ssl s using (pid)
left join pg_stat_gssapi g using (pid)
where a.backend_type in ('client backend', 'walsender')
  and not s.ssl
  and g.encrypted is not true
  and not a.client_addr <<= inet '127.0.0.0/8'
  and a.client_addr <> inet '::1'
group by a.usename, a.application_name, a.client_addr
order by sessions desc, role, application, client
limit 100
