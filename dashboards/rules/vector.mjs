import { duration, level, sign, stays } from './alert.mjs';

const DOCS = 'instance="a:9963",target="docs"';

export const vectorRules = (rules) => {
  const one = (metric, value, more = '') => ({ [`lifeguard_vector_${metric}{${DOCS}${more}}`]: stays(value) });
  const { vector_unready, vector_slow, vector_self_recall, vector_index_lag, vector_shrunk } = rules;
  const collection = ',collection="docs"';
  return [
    sign(vector_unready, {
      value: 'lifeguard_vector_ready == bool 0',
      severity: 'critical',
      fires: one('ready', 0),
      quiet: one('ready', 1),
    }),
    sign(vector_unready, {
      why: 'collection missing',
      value: 'lifeguard_vector_collections_missing',
      severity: 'critical',
      fires: one('collections_missing', 1),
      quiet: one('collections_missing', 0),
    }),
    ...Object.entries({ search: vector_slow.search, indexing: vector_slow.indexing }).map(([what, limit]) => {
      const op = what === 'search' ? 'search' : 'write';
      return level(vector_slow, {
        why: what,
        value: `min_over_time(lifeguard_vector_probe_seconds{op="${op}"}[3m])`,
        limits: { warning: limit, critical: limit * vector_slow.critical },
        unit: 'seconds',
        feeds: (value) => one('probe_seconds', value, `,op="${op}"`),
      });
    }),
    level(vector_self_recall, {
      value: 'lifeguard_vector_self_recall_ratio',
      below: true,
      unit: 'share',
      feeds: (value) => one('self_recall_ratio', value, collection),
    }),
    level(vector_index_lag, {
      value: `1 - lifeguard_vector_collection_indexed_vectors / (lifeguard_vector_collection_vectors >= ${vector_index_lag.vectors})`,
      unit: 'share',
      feeds: (share) => ({
        ...one('collection_vectors', 10 * vector_index_lag.vectors, collection),
        ...one('collection_indexed_vectors', 10 * vector_index_lag.vectors * (1 - share), collection),
      }),
    }),
    level(vector_shrunk, {
      value: `1 - lifeguard_vector_collection_vectors / (max_over_time(lifeguard_vector_collection_vectors[${duration(vector_shrunk.window)}]) >= ${vector_shrunk.vectors})`,
      unit: 'share',
      feeds: (share) => ({ [`lifeguard_vector_collection_vectors{${DOCS}${collection}}`]: `1000+0x20 ${Math.round(1000 * (1 - share))}+0x500` }),
    }),
  ];
};

export const UNSAID_OF_VECTOR = {
  vector_collection_missing: 'what was there before is the agent\'s memory: a metric that goes leaves no trace after five minutes',
  vector_config_drift: 'parameters of collections are compared with what they were, and with the config',
};
