/**
 * Stand-ins for the views that TimescaleDB 2 shows its background jobs by, with their names and columns, over plain
 * tables that a test fills: job and refreshes (of a continuous aggregate). TimescaleDB itself cannot be had here.
 */
export async function timescaledb(postgres, database) {
  await postgres.sql(VIEWS, [], database);
}

/** A job that has run; `behind` is how long ago it should have run again. */
export async function addJob(postgres, database, { id, procedure = 'policy_retention', status = 'Success', failures = 0, behind = '-1 hour', hypertable = null }) {
  await postgres.sql(
    `insert into timescaledb_information.job
     values ($1, $2, $3, $4, now() - interval '1 hour', now() - interval '2 hours', now() - $5::interval, 24, $6)`,
    [id, procedure, status, 'Scheduled', behind, failures].concat(),
    database,
  );
  if (hypertable) await postgres.sql('update timescaledb_information.job set hypertable_name = $2 where job_id = $1', [id, hypertable], database);
}

const VIEWS = `
create schema timescaledb_information;
create table timescaledb_information.job (
  job_id int primary key, proc_name name, last_run_status text, job_status text, last_run_started_at timestamptz,
  last_successful_finish timestamptz, next_start timestamptz, total_runs bigint, total_failures bigint,
  hypertable_name name);
create view timescaledb_information.jobs as
  select job_id, 'job ' || job_id as application_name, interval '1 hour' as schedule_interval, interval '0' as max_runtime,
         -1 as max_retries, interval '5 min' as retry_period, name '_timescaledb_functions' as proc_schema, proc_name,
         name 'shop' as owner, true as scheduled, '{}'::jsonb as config, next_start,
         case when hypertable_name is not null then name '_timescaledb_internal' end as hypertable_schema,
         hypertable_name
  from timescaledb_information.job;
create view timescaledb_information.job_stats as
  select name '_timescaledb_internal' as hypertable_schema, hypertable_name, job_id, last_run_started_at,
         last_successful_finish, last_run_status, job_status, interval '2 s' as last_run_duration, next_start, total_runs,
         total_runs - total_failures as total_successes, total_failures
  from timescaledb_information.job;
create view timescaledb_information.continuous_aggregates as
  select name 'public' as hypertable_schema, name 'orders' as hypertable_name, name 'public' as view_schema,
         name 'orders_by_day' as view_name, name 'shop' as view_owner, true as materialized_only,
         name '_timescaledb_internal' as materialization_hypertable_schema,
         name '_materialized_hypertable_2' as materialization_hypertable_name, ''::text as view_definition;
grant usage on schema timescaledb_information to public;
grant select on timescaledb_information.jobs, timescaledb_information.job_stats,
                timescaledb_information.continuous_aggregates to public;
`;
