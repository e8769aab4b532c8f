import { Vectors, startFakeStore } from './fake_store.mjs';

const SPACES = { Cosine: 'cosine', Euclid: 'l2', Dot: 'ip' };

const result = (value) => [200, { result: value, status: 'ok', time: 0.0001 }];
const error = (status, message) => [status, { status: { error: message }, time: 0.0001 }];

/**
 * A Qdrant as its OpenAPI description has it. `collections` are by name: {vectors, info, cluster}, the last two laid over what
 * a sound one tells. `readyz` is what /readyz answers; `old` knows no sample of its own. With `field` the vectors have that
 * name, and `bare` more points have none.
 */
export async function startFakeQdrant({ test, key = '' }) {
  const qdrant = { collections: {}, readyz: [200, 'all shards are ready'], old: false };

  qdrant.make = (name, { size = 4, distance = 'Cosine', count = 0, field = '', bare = 0 } = {}) => {
    const vectors = new Vectors({ space: SPACES[distance], dimension: size }).fill(count);
    qdrant.collections[name] = { vectors, distance, field, bare, info: {}, cluster: {} };
    return qdrant.collections[name];
  };

  function told({ vectors, distance, field, bare, info }) {
    const params = { size: vectors.dimension, distance };
    return {
      status: 'green',
      optimizer_status: 'ok',
      indexed_vectors_count: 0,
      points_count: vectors.size + bare,
      segments_count: 2,
      config: {
        params: { vectors: field ? { [field]: params } : params, shard_number: 1, replication_factor: 1 },
        hnsw_config: { m: 16, ef_construct: 100, full_scan_threshold: 10000, max_indexing_threads: 0, on_disk: false },
        optimizer_config: { indexing_threshold: 10000, flush_interval_sec: 5, deleted_threshold: 0.2 },
        wal_config: { wal_capacity_mb: 32, wal_segments_ahead: 0 },
        quantization_config: null,
      },
      payload_schema: {},
      update_queue: { length: 0 },
      ...info,
    };
  }

  const score = ({ distance }, each) => (distance === 'Cosine' ? 1 - each.distance : distance === 'Dot' ? -each.distance : each.distance);

  function about(name, rest, { method, body }) {
    if (method === 'PUT' && rest === '') {
      if (qdrant.collections[name]) return error(409, `Wrong input: Collection \`${name}\` already exists!`);
      qdrant.make(name, body.vectors);
      return result(true);
    }
    const collection = qdrant.collections[name];
    if (!collection) return error(404, `Not found: Collection \`${name}\` doesn't exist!`);
    const { vectors } = collection;
    const asked = `${method} ${rest}`;
    if (asked === 'GET ') return result(told(collection));
    if (asked === 'GET /cluster') {
      const local_shards = [{ shard_id: 0, points_count: vectors.size, state: 'Active' }];
      return result({ peer_id: 1, shard_count: 1, local_shards, remote_shards: [], shard_transfers: [], ...collection.cluster });
    }
    if (asked === 'PUT /points') {
      for (const { id, vector } of body.points) vectors.put(id, vector);
      return result({ operation_id: 1, status: 'completed' });
    }
    const bare = Array.from({ length: collection.bare }, (_, index) => ({ id: 1_000_000 + index, vector: {} }));
    const filtered = body?.filter?.must?.[0]?.has_vector === collection.field;
    const stored = () => {
      const full = [...vectors.byId].map(([id, vector]) => ({ id: Number(id), vector: collection.field ? { [collection.field]: vector } : vector }));
      return [...(filtered ? [] : bare), ...full].slice(0, body.limit);
    };
    if (collection.field && body?.filter && qdrant.old) return error(400, 'Format error in JSON body: data did not match any variant');
    if (collection.field && Array.isArray(body?.query) && body.using !== collection.field) return error(400, `Wrong input: Not existing vector name error: ${body.using ?? ''}`);
    if (asked === 'POST /points/scroll') return result({ points: stored(), next_page_offset: null });
    if (asked !== 'POST /points/query') return error(404, 'Not found');
    if (body.query.sample) {
      return qdrant.old ? error(400, 'Format error in JSON body: data did not match any variant') : result({ points: stored() });
    }
    if (body.query.length !== vectors.dimension) {
      return error(400, `Wrong input: Vector dimension error: expected dim: ${vectors.dimension}, got ${body.query.length}`);
    }
    const points = vectors.nearest(body.query, body.limit).map((each) => ({ id: Number(each.id), version: 1, score: score(collection, each) }));
    return result({ points });
  }

  function answer(request) {
    const { path, headers } = request;
    if (path === '/') return [200, { title: 'qdrant - vector search engine', version: '1.15.4', commit: '0000000' }];
    if (path === '/healthz') return [200, 'healthz check passed'];
    if (path === '/readyz') return qdrant.readyz;
    if (key && !headers['api-key']) return [401, 'Must provide an API key or an Authorization bearer token'];
    if (key && headers['api-key'] !== key) return [401, 'Invalid API key or JWT'];
    if (path === '/collections') return result({ collections: Object.keys(qdrant.collections).map((name) => ({ name })) });
    const [, name, rest] = /^\/collections\/([^/]+)(.*)$/.exec(path) ?? [];
    return name ? about(name, rest, request) : [404, ''];
  }

  return Object.assign(qdrant, await startFakeStore({ test, answer }));
}
