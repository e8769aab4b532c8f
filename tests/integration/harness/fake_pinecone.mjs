import { Vectors, startFakeStore } from './fake_store.mjs';

const SPACES = { cosine: 'cosine', euclidean: 'l2', dotproduct: 'ip' };

const error = (status, code, message) => [status, { error: { code, message }, status }];

/**
 * A Pinecone as its OpenAPI description of 2026-04 has it, control and data plane at one port, with one index. `index` is laid
 * over what a sound one tells; `namespaces` hold its vectors; `refusal` is answered to all requests of the data plane. A read
 * costs `price`.
 */
export async function startFakePinecone({ test, key = '', name = 'docs', dimension = 12, metric = 'cosine', price = 1 }) {
  const pinecone = { index: {}, namespaces: {}, refusal: undefined };

  pinecone.make = (namespace, count = 0) => {
    pinecone.namespaces[namespace] = new Vectors({ space: SPACES[metric], dimension }).fill(count, (index) => `doc#${index}`);
    return pinecone.namespaces[namespace];
  };

  const described = () => ({
    name,
    metric,
    dimension,
    vector_type: 'dense',
    host: `127.0.0.1:${pinecone.port}`,
    spec: { serverless: { cloud: 'aws', region: 'us-east-1', read_capacity: { mode: 'OnDemand', status: { state: 'Ready' } } } },
    status: { ready: true, state: 'Ready' },
    deletion_protection: 'disabled',
    tags: null,
    ...pinecone.index,
  });

  const usage = { readUnits: price };

  function data({ method, path, query, body }) {
    if (pinecone.refusal) return pinecone.refusal;
    const namespace = query.get('namespace') ?? body?.namespace ?? '';
    const vectors = pinecone.namespaces[namespace];
    switch (`${method} ${path}`) {
      case 'POST /describe_index_stats': {
        const counts = Object.entries(pinecone.namespaces).map(([each, { size }]) => [each, { vectorCount: size }]);
        const totalVectorCount = counts.reduce((sum, [, { vectorCount }]) => sum + vectorCount, 0);
        return [200, { namespaces: Object.fromEntries(counts), dimension, indexFullness: 0, totalVectorCount, metric, vectorType: 'dense' }];
      }
      case 'GET /vectors/list': {
        const ids = [...vectors.byId.keys()].slice(0, Number(query.get('limit')));
        return [200, { vectors: ids.map((id) => ({ id })), namespace, usage }];
      }
      case 'GET /vectors/fetch': {
        const fetched = query.getAll('ids').map((id) => [id, { id, values: vectors.byId.get(id) }]);
        return [200, { vectors: Object.fromEntries(fetched), namespace, usage }];
      }
      case 'POST /query': {
        if (body.vector.length !== dimension) return [400, { code: 3, message: `Vector dimension ${body.vector.length} does not match the dimension of the index ${dimension}`, details: [] }];
        const score = ({ distance }) => (metric === 'cosine' ? 1 - distance : metric === 'dotproduct' ? -distance : distance);
        const matches = vectors.nearest(body.vector, body.topK).map((each) => ({ id: each.id, score: score(each), values: [] }));
        return [200, { results: [], matches, namespace, usage }];
      }
      case 'POST /vectors/upsert': {
        const into = vectors ?? pinecone.make(namespace);
        for (const { id, values } of body.vectors) into.put(id, values);
        return [200, { upsertedCount: body.vectors.length }];
      }
      default:
        return [404, ''];
    }
  }

  function answer(request) {
    const { path, headers } = request;
    if (key && headers['api-key'] !== key) return error(401, 'UNAUTHENTICATED', 'Invalid API key.');
    if (path === '/indexes') return [200, { indexes: [described()] }];
    if (path === `/indexes/${name}`) return [200, described()];
    if (path.startsWith('/indexes/')) return error(404, 'NOT_FOUND', `Resource ${path.slice('/indexes/'.length)} not found`);
    return data(request);
  }

  return Object.assign(pinecone, await startFakeStore({ test, answer }));
}
