-- TimescaleDB's background jobs whose last run failed, and how much each one is behind. Running for longer than its
-- interval is being behind; a job that has not been planned yet is not.
select j.job_id::bigint as job,
       j.proc_name::text as procedure,
       coalesce(c.view_schema, j.hypertable_schema)::text as schema,
       coalesce(c.view_name, j.hypertable_name)::text as relation,
       j.proc_name = 'policy_refresh_continuous_aggregate' as refreshes_aggregate,
       s.last_run_status = 'Failed' as failed,
       s.total_runs::bigint as runs,
       s.total_failures::bigint as failures,
       case when isfinite(s.last_successful_finish) then s.last_successful_finish end as last_success,
       case when not j.scheduled then 0::float8
            when s.job_status = 'Running'
              then extract(epoch from statement_timestamp() - s.last_run_started_at - j.schedule_interval)::float8
            when isfinite(s.next_start) then extract(epoch from statement_timestamp() - s.next_start)::float8
       end as behind
from timescaledb_information.jobs j
left join timescaledb_information.job_stats s using (job_id)
left join timescaledb_information.continuous_aggregates c
  on c.materialization_hypertable_schema = j.hypertable_schema
 and c.materialization_hypertable_name = j.hypertable_name
order by s.last_run_status = 'Failed' desc nulls last, behind desc nulls last, j.job_id
limit 200
