import { createRequire } from 'node:module';

// npm's packages live under build/, not beside the sources, where an import would look for them.
const installed = process.env.LIFEGUARD_APPS ?? new URL('../../../build/apps', import.meta.url).pathname;

export const load = createRequire(`${installed}/`);
