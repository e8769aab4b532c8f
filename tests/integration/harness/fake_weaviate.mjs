import { Vectors, startFakeStore } from './fake_store.mjs';

const SPACES = { cosine: 'cosine', 'l2-squared': 'l2', dot: 'ip' };

const error = (status, message) => [status, { error: [{ message }] }];

/**
 * A Weaviate as its OpenAPI description has it. `classes` are by name: {vectors, shard, tenants}, the second laid over what a
 * sound shard tells. `ready` is the status of its readiness, `nodes` are laid over the only one.
 */
export async function startFakeWeaviate({ test, key = '' }) {
  const weaviate = { classes: {}, ready: 200, node: {} };

  weaviate.make = (name, { dimension = 4, distance = 'cosine', count = 0, tenants } = {}) => {
    const uuid = (index) => `00000000-0000-4000-8000-${String(index).padStart(12, '0')}`;
    const vectors = new Vectors({ space: SPACES[distance], dimension }).fill(count, uuid);
    weaviate.classes[name] = { vectors, distance, shard: {}, tenants };
    return weaviate.classes[name];
  };

  const schemaOf = ([name, { distance, tenants }]) => ({
    class: name,
    vectorizer: 'none',
    vectorIndexType: 'hnsw',
    vectorIndexConfig: { distance, ef: -1, efConstruction: 128, maxConnections: 32, vectorCacheMaxObjects: 1e12 },
    multiTenancyConfig: { enabled: tenants !== undefined },
    replicationConfig: { factor: 1 },
    properties: [],
  });

  const shardOf = ([name, { vectors, shard, tenants }]) => ({
    name: tenants ? Object.keys(tenants)[0] : 'yVSSTPHmkJLT',
    class: name,
    objectCount: vectors.size,
    vectorIndexingStatus: 'READY',
    vectorQueueLength: 0,
    compressed: false,
    loaded: true,
    ...shard,
  });

  function nodes(only) {
    const shards = Object.entries(weaviate.classes).filter(([name]) => !only || name === only);
    return [200, { nodes: [{ name: 'weaviate-0', status: 'HEALTHY', version: '1.33.0', gitHash: '0000000', shards: shards.map(shardOf), ...weaviate.node }] }];
  }

  function objects({ query }) {
    const found = weaviate.classes[query.get('class')];
    if (!found) return error(422, `class ${query.get('class')} does not exist`);
    if (found.tenants && !query.has('tenant')) return error(422, `class ${query.get('class')} has multi-tenancy enabled, but request was without tenant`);
    if (found.tenants && !found.tenants[query.get('tenant')]) return error(422, 'tenant not found');
    const after = query.get('after') ?? '';
    const chosen = [...found.vectors.byId].filter(([id]) => id > after).sort().slice(0, Number(query.get('limit')));
    const withVector = query.get('include') === 'vector';
    return [200, { deprecations: [], totalResults: chosen.length, objects: chosen.map(([id, vector]) => ({ class: query.get('class'), id, ...(withVector && { vector }) })) }];
  }

  function graphql({ body }) {
    const asked = /^\{Get \{(\w+)\(nearVector: \{vector: (\[[^\]]*\])\}, limit: (\d+)(?:, tenant: "(\w+)")?\) \{_additional \{id distance\}\}\}\}$/.exec(body.query);
    if (!asked) return [200, { errors: [{ locations: [], message: `Syntax Error GraphQL request ${body.query}`, path: null }] }];
    const [, name, vector, limit, tenant] = asked;
    const { vectors, tenants } = weaviate.classes[name];
    const fail = (message) => [200, { data: { Get: { [name]: null } }, errors: [{ locations: [{ column: 6, line: 1 }], message, path: ['Get', name] }] }];
    if (tenants && !tenants[tenant]) return fail(`explorer: tenant not found: "${tenant}"`);
    const wanted = JSON.parse(vector);
    if (wanted.length !== vectors.dimension) return fail(`explorer: vector lengths don't match: ${vectors.dimension} vs ${wanted.length}`);
    return [200, { data: { Get: { [name]: vectors.nearest(wanted, Number(limit)).map((each) => ({ _additional: each })) } } }];
  }

  function schema({ method, path, body }) {
    const [, name, tenant] = /^\/v1\/schema(?:\/(\w+)(?:\/tenants\/(\w+))?)?$/.exec(path) ?? [];
    if (method === 'POST') {
      if (weaviate.classes[body.class]) return error(422, `class name ${body.class} already exists`);
      weaviate.make(body.class, { ...body.vectorIndexConfig, dimension: 8 });
      return [200, schemaOf([body.class, weaviate.classes[body.class]])];
    }
    if (!name) return [200, { classes: Object.entries(weaviate.classes).map(schemaOf) }];
    const found = weaviate.classes[name];
    if (!found) return [404, ''];
    if (!tenant) return [200, schemaOf([name, found])];
    return found.tenants?.[tenant] ? [200, { name: tenant, activityStatus: found.tenants[tenant] }] : [404, ''];
  }

  function answer(request) {
    const { path, headers, method, body } = request;
    if (path === '/v1/.well-known/live') return [200];
    if (path === '/v1/.well-known/ready') return [weaviate.ready];
    const bearer = /^Bearer (.*)$/.exec(headers.authorization ?? '')?.[1];
    if (key && !bearer) return [401, { code: 401, message: 'anonymous access not enabled. Please authenticate through one of the available methods: [API-keys]' }];
    if (key && bearer !== key) return [401, { code: 401, message: 'invalid api key, please provide a valid api key' }];
    if (path === '/v1/meta') return [200, { hostname: 'http://[::]:8080', modules: {}, version: '1.33.0' }];
    if (path.startsWith('/v1/nodes')) return nodes(path.split('/')[3]);
    if (path.startsWith('/v1/schema')) return schema(request);
    if (path === '/v1/objects') return objects(request);
    if (path === '/v1/graphql') return graphql(request);
    if (`${method} ${path}` === 'POST /v1/batch/objects') {
      for (const each of body.objects) weaviate.classes[each.class].vectors.put(each.id, each.vector);
      return [200, body.objects.map((each) => ({ ...each, result: { status: 'SUCCESS' } }))];
    }
    return [404, { code: 404, message: `path ${path} was not found` }];
  }

  return Object.assign(weaviate, await startFakeStore({ test, answer }));
}
