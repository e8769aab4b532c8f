import { agent } from './description/agent.mjs';
import { overview } from './description/overview.mjs';
import { pools } from './description/pools.mjs';
import { postgresql } from './description/postgresql.mjs';
import { redis } from './description/redis.mjs';
import { vector } from './description/vector.mjs';

/** Every dashboard, by the name of its file, as JSON for Grafana. `said` is what the binary says of itself. */
export function dashboards(said) {
  const all = { overview, pools, postgresql, redis, vector, agent };
  return Object.fromEntries(Object.entries(all).map(([name, describe]) => [name, describe(said)]));
}
