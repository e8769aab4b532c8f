import { dashboard } from './dashboard.mjs';
import { bars, row, series, stat, table } from './panels.mjs';
import { gauge, least, most, of, total, worst } from './queries.mjs';
import { any, falling, good, rising } from './thresholds.mjs';

const UP = { 1: ['up', 'green'], 0: ['DOWN', 'red'] };
const YES = { 1: ['yes', 'green'], 0: ['NO', 'red'] };
const INDEXED = least('target, collection', of('lifeguard_vector_collection_indexed_vectors'));
const VECTORS = gauge('lifeguard_vector_collection_vectors', 'collection');

export const vector = ({ rules }) =>
  dashboard({
    uid: 'vector',
    title: 'Vector stores',
    description: 'Whether they serve, how fast they find, whether what is stored is found again, and what their collections hold.',
    kinds: ['vector'],
    rows: [
      row('Now', [
        stat({
          title: 'Stores',
          description: 'Whether each answers, as the agent that is worst off sees it.',
          query: least('target', of('lifeguard_target_up', 'kind="vector"')),
          legend: '{{target}}',
          steps: good(),
          mappings: UP,
          course: false,
        }),
        stat({
          title: 'Ready',
          description: 'Whether each says of itself that it is, and has the tenant and database that are watched.',
          query: least('target', of('lifeguard_vector_ready')),
          legend: '{{target}}',
          steps: good(),
          mappings: YES,
          course: false,
        }),
        stat({
          title: 'Collections missing',
          description: 'Named in the config and not there: searches of the app fail.',
          query: total(gauge('lifeguard_vector_collections_missing')),
          steps: any(),
        }),
        stat({
          title: 'Slowest search',
          description: 'The median of the agent\'s own searches of ten neighbours, of the slowest collection.',
          query: `max(${of('lifeguard_vector_probe_seconds', 'op="search"')})`,
          unit: 's',
          steps: rising({ warning: rules.vector_slow.search, critical: rules.vector_slow.search * rules.vector_slow.critical }),
        }),
        stat({
          title: 'Self-recall',
          description: 'Share of stored vectors that find themselves when searched for, the worst. Less than 100 % is a damaged index.',
          query: `min(${of('lifeguard_vector_self_recall_ratio')})`,
          unit: 'percentunit',
          steps: falling(rules.vector_self_recall),
        }),
        stat({
          title: 'Vectors',
          description: 'In all collections that are watched.',
          query: total(VECTORS),
        }),
      ]),
      row('Latency and recall', [
        series({
          title: 'The agent\'s own requests',
          description: 'How long each took the last time, over the network.',
          queries: { '{{op}}, {{target}}': gauge('lifeguard_vector_probe_seconds', 'op') },
          unit: 's',
          steps: rising({ warning: rules.vector_slow.search, critical: rules.vector_slow.search * rules.vector_slow.critical }),
          width: 8,
        }),
        series({
          title: 'Slowest search',
          description: 'By collection, the last time.',
          queries: { '{{collection}} on {{target}}': most(10, gauge('lifeguard_vector_slowest_search_seconds', 'collection')) },
          unit: 's',
          width: 8,
        }),
        series({
          title: 'Self-recall',
          description: 'Share of stored vectors that find themselves. The lines are where vector_self_recall warns and pages.',
          queries: { '{{collection}} on {{target}}': least('target, collection', of('lifeguard_vector_self_recall_ratio')) },
          unit: 'percentunit',
          max: 1,
          steps: falling(rules.vector_self_recall),
          width: 8,
        }),
      ]),
      row('Collections', [
        series({
          title: 'Vectors',
          description: 'The ten largest collections. One that shrinks by a tenth within an hour is an incident (vector_shrunk).',
          queries: { '{{collection}} on {{target}}': most(10, VECTORS) },
          width: 8,
        }),
        bars({
          title: 'Not in the index',
          description: 'Share of the vectors that searches do not find, or find by reading all of them.',
          query: most(10, `1 - ${INDEXED} / (${VECTORS} > 0)`),
          legend: '{{collection}} on {{target}}',
          unit: 'percentunit',
          max: 1,
          steps: rising(rules.vector_index_lag),
        }),
        table({
          title: 'State',
          description: 'What the store says of each collection, in its own word.',
          labels: { target: 'Target', collection: 'Collection', condition: 'Condition', status: 'Its word' },
          columns: { '': { query: worst('target, collection, condition, status', of('lifeguard_vector_collection_status')) } },
          width: 8,
        }),
      ]),
    ],
  });
