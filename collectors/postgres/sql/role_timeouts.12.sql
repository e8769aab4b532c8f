-- Timeouts set for roles and databases; an empty name is any. The most specific one holds.
select coalesce(d.datname::text, '') as database,
       coalesce(r.rolname::text, '') as role,
       split_part(c.entry, '=', 1) as name,
       substr(c.entry, strpos(c.entry, '=') + 1) as value
from pg_db_role_setting s
cross join lateral unnest(s.setconfig) as c(entry)
left join pg_database d on d.oid = s.setdatabase
left join pg_roles r on r.oid = s.setrole
where split_part(c.entry, '=', 1)
        in ('statement_timeout', 'idle_in_transaction_session_timeout', 'transaction_timeout')
order by 1, 2, 3
limit 1000
