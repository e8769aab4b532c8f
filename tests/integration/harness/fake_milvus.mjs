import { Vectors, startFakeStore } from './fake_store.mjs';

const SPACES = { COSINE: 'cosine', L2: 'l2', IP: 'ip' };

const good = (data) => [200, { code: 0, data }];
const bad = (code, message) => [200, { code, message }];

/**
 * A Milvus as its REST API v2 has it, errors with a status of 200 included. `collections` are by name: {vectors, load, index},
 * the last laid over what a sound index tells. `code` is what all requests fail with.
 */
export async function startFakeMilvus({ test, key = '' }) {
  const milvus = { collections: {}, failure: undefined, databases: ['default'] };

  milvus.make = (name, { dimension = 4, metricType = 'COSINE', count = 0, key = 'id' } = {}) => {
    const vectors = new Vectors({ space: SPACES[metricType], dimension }).fill(count);
    milvus.collections[name] = { vectors, metricType, key, load: 'LoadStateLoaded', index: {} };
    return milvus.collections[name];
  };

  const described = (name, { vectors, metricType, key, load }) => ({
    aliases: [],
    autoId: false,
    collectionID: 448707763884413158,
    collectionName: name,
    consistencyLevel: 'Bounded',
    description: '',
    enableDynamicField: true,
    fields: [
      { autoId: false, description: '', id: 100, name: key, partitionKey: false, primaryKey: true, type: 'Int64' },
      { autoId: false, description: '', id: 101, name: 'vector', params: [{ key: 'dim', value: String(vectors.dimension) }], primaryKey: false, type: 'FloatVector' },
    ],
    indexes: [{ fieldName: 'vector', indexName: 'vector', metricType }],
    load,
    partitionsNum: 1,
    properties: [],
    shardsNum: 1,
  });

  const indexOf = ({ vectors, metricType, index }) => [
    {
      failReason: '',
      fieldName: 'vector',
      indexName: 'vector',
      indexState: 'Finished',
      indexType: 'HNSW',
      indexedRows: vectors.size,
      metricType,
      pendingRows: 0,
      totalRows: vectors.size,
      ...index,
    },
  ];

  function rows({ vectors, key }, { outputFields, offset = 0, limit, filter }) {
    if (!filter) return bad(1802, "missing required parameters, error: Key: 'QueryReqV2.Filter' Error");
    if (outputFields[0] === 'count(*)') return good([{ 'count(*)': String(vectors.size) }]);
    const chosen = [...vectors.byId].slice(offset, offset + limit);
    return good(chosen.map(([id, vector]) => ({ [key]: id, vector })));
  }

  function found({ vectors, metricType, load }, { data: [vector], limit, annsField }) {
    if (annsField !== 'vector') return bad(1801, 'cannot find a vector field named: ' + annsField);
    if (load !== 'LoadStateLoaded') return bad(101, 'collection not loaded[collection=448707763884413158]');
    if (vector.length !== vectors.dimension) return bad(1801, `can only accept json format request, error: dimension: ${vectors.dimension}, but length of []float: ${vector.length}`);
    const score = ({ distance }) => (metricType === 'COSINE' ? 1 - distance : metricType === 'IP' ? -distance : distance);
    return good(vectors.nearest(vector, limit).map((each) => ({ distance: score(each), id: each.id })));
  }

  function answer({ method, path, headers, body }) {
    if (method !== 'POST' || !path.startsWith('/v2/vectordb/')) return [404, '404 page not found'];
    const what = path.slice('/v2/vectordb/'.length);
    const bearer = /^Bearer (.*)$/.exec(headers.authorization ?? '')?.[1];
    if (key && bearer !== key) return [401, { code: 1800, message: "user hasn't authenticated" }];
    if (milvus.failure) return bad(...milvus.failure);
    if (body.dbName && !milvus.databases.includes(body.dbName)) return bad(800, `database not found[database=${body.dbName}]`);
    if (what === 'collections/list') return good(Object.keys(milvus.collections));
    const name = body.collectionName;
    if (what === 'collections/create') {
      milvus.make(name, body);
      return good({});
    }
    const collection = milvus.collections[name];
    if (!collection) return bad(100, `can't find collection[database=default][collection=${name}]`);
    const { vectors, load } = collection;
    switch (what) {
      case 'collections/describe':
        return good(described(name, collection));
      case 'collections/get_stats':
        return good({ rowCount: vectors.size });
      case 'collections/get_load_state':
        return good({ loadState: load, loadProgress: load === 'LoadStateLoaded' ? 100 : 40 });
      case 'indexes/describe':
        return body.indexName ? good(indexOf(collection)) : bad(1802, 'missing required parameters');
      case 'entities/query':
        return rows(collection, body);
      case 'entities/search':
        return found(collection, body);
      case 'entities/upsert':
        for (const { id, vector } of body.data) vectors.put(id, vector);
        return good({ upsertCount: body.data.length, upsertIds: body.data.map(({ id }) => String(id)) });
      default:
        return [404, '404 page not found'];
    }
  }

  return Object.assign(milvus, await startFakeStore({ test, answer }));
}
