import { startRedis } from '../tests/integration/harness/redis.mjs';

/** The shop's cache: small, and it throws nothing out. */
export const startCache = () => startRedis({ settings: { maxmemory: '16mb', 'maxmemory-policy': 'noeviction' } });
