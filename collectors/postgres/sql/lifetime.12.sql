-- Which life of the cluster this is; asked once for every connection. A primary's timeline is that of the WAL it
-- writes, a standby's that of the WAL it receives. After a crash the server starts its processes anew, the
-- checkpointer among them, and none of its connections lives on.
select case when pg_is_in_recovery() then (select received_tli from pg_stat_wal_receiver)
            else ('x' || left(pg_walfile_name(pg_current_wal_lsn()), 8))::bit(32)::int end as timeline,
       (select min(backend_start) from pg_stat_activity where backend_type = 'checkpointer') as processes_started
