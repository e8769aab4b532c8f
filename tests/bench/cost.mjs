import fs from 'node:fs';

/** Nanoseconds of CPU that the process has used, all of its threads. */
export function cpuNanoseconds(pid) {
  const threads = fs.readdirSync(`/proc/${pid}/task`);
  const used = threads.map((thread) => fs.readFileSync(`/proc/${pid}/task/${thread}/schedstat`, 'utf8').split(' ')[0]);
  return used.reduce((sum, each) => sum + Number(each), 0);
}

/** Megabytes (2^20): resident now, how much of that is no file's page, and the most that ever was resident. */
export function memory(pid) {
  const status = fs.readFileSync(`/proc/${pid}/status`, 'utf8');
  const megabytes = (key) => Number(new RegExp(`^${key}:\\s+(\\d+) kB`, 'm').exec(status)[1]) / 1024;
  return { resident: megabytes('VmRSS'), anonymous: megabytes('RssAnon'), peak: megabytes('VmHWM') };
}

/** What the server spent on the statements of a role, from pg_stat_statements: rows of {id, query, calls, ms}. */
export function serverCost(postgres, role) {
  return postgres.sql(
    `select concat_ws(' ', dbid, queryid, toplevel) as id, query, calls::float8, total_exec_time + total_plan_time as ms
     from pg_stat_statements join pg_roles on pg_roles.oid = userid where rolname = $1`,
    [role],
    'shop',
  );
}

/** What was added to each statement between two readings of serverCost(); those that did nothing are left out. */
export function difference(before, after) {
  const earlier = new Map(before.map((each) => [each.id, each]));
  return after
    .map((each) => {
      const { calls = 0, ms = 0 } = earlier.get(each.id) ?? {};
      return { ...each, calls: each.calls - calls, ms: each.ms - ms };
    })
    .filter(({ calls }) => calls > 0);
}
