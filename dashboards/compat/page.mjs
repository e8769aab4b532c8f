// docs/compat.md, from boards.mjs: node dashboards/compat/page.mjs writes it anew.
import fs from 'node:fs';

import { boards, RELABEL, servedBy } from './boards.mjs';

const FILE = new URL('../../docs/compat.md', import.meta.url).pathname;

export const committed = () => fs.readFileSync(FILE, 'utf8');

export function page() {
  return `# Drop-in names

<!-- Written by node dashboards/compat/page.mjs from dashboards/compat/boards.mjs. -->

Dashboards and alerts that ask for the names of \`postgres_exporter\`, \`redis_exporter\` or \`pgbouncer_exporter\` find them here too:

\`\`\`toml
[exporters.prometheus]
compat = ["postgres_exporter", "redis_exporter", "pgbouncer_exporter"]
\`\`\`

A reload takes it up. The names come beside Lifeguard's own, out of what was collected anyway: no server is asked for anything
more, and what is not collected is not served, rather than served as zero.

- Types, labels and units are the originals', each series with \`target\` as well, those of PostgreSQL with \`server\`
  (\`"db:5432"\`). \`pg_up\`, \`redis_up\` and \`pgbouncer_up\` are 0 while the target does not answer, and then nothing else is told of it.
- Where a name was changed, each spelling is there: \`pgbouncer_stats_…\` and \`pgbouncer_stats_totals_…\`,
  \`pg_stat_bgwriter_…\` with and without \`_total\`, \`pg_replication_slot_…\` and \`pg_replication_slots_…\`,
  \`pg_replication_lag\` and \`pg_replication_lag_seconds\`, \`pg_xlog_location_bytes\` and \`pg_xlog_position_bytes\`. What
  PostgreSQL 17 moved out of \`pg_stat_bgwriter\` is there for every version, under the old names and those of \`pg_stat_checkpointer\`.
- Where the original says zero of what is not there, here is no series: \`pg_stat_activity_count\` of a state that nobody is in, and
  what a role may not see has \`state=""\`. \`pg_stat_database_…\` is of the twenty busiest databases,
  \`pg_roles_connection_limit\` of fifty roles; sums over tables are sums over those shown, which makes the share of dead rows in
  the mixin's \`PostgresHasTooManyDeadTuples\` too high. Its \`PostgresAcquiredTooManyLocks\` never fires, for locks are not counted.
- Bounded: sessions in a hundred groups, the rest counted by database and state alone; statements, the fifty most at work,
  of all users together (\`user=""\`), counted since they are shown; of tables the forty with the most dead rows; commands of
  Redis as Lifeguard shows them, the rest as \`cmd="other"\`.
- \`promtool check metrics\` finds fault with some of these names (counters without \`_total\`); that is how they are.

## Several targets

One exporter told of one server, and dashboards tell those apart by \`instance\`. An agent that watches several gets them apart so:

\`\`\`yaml
metric_relabel_configs:
${RELABEL.map(yaml).join('\n')}
\`\`\`

## What popular dashboards ask for

| dashboard | names | served |
|---|---|---|
${boards.map((board) => `| ${board.title} | ${board.names.length} | ${servedBy(board).length} |`).join('\n')}
| all | ${count(boards.map(({ names }) => names))} | ${count(boards.map(servedBy))} |

${boards.map(section).join('\n\n')}
`;
}

const count = (lists) => new Set(lists.flat()).size;

const yaml = ({ source_labels, regex, target_label, replacement }) =>
  `  - source_labels: [${source_labels.join(', ')}]\n    regex: '${regex}'\n    target_label: ${target_label}\n    replacement: '${replacement}'`;

function section(board) {
  const rows = board.names.map((name) => `| \`${name}\` | ${name in board.lacking ? `no: ${board.lacking[name]}` : 'yes'} |`);
  for (const [name, expr] of Object.entries(board.rules ?? {})) rows.push(`| \`${name}\` | by a rule of its own: \`${expr}\` |`);
  return `### ${board.title}\n\n| metric | served |\n|---|---|\n${rows.join('\n')}`;
}

if (process.argv[1] === new URL(import.meta.url).pathname) fs.writeFileSync(FILE, page());
