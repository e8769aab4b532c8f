import { createRequire } from 'node:module';

// npm's packages live under build/, not beside the sources, where an import would look for them.
const installed = process.env.LIFEGUARD_DASHBOARDS ?? new URL('../../build/dashboards', import.meta.url).pathname;
const load = createRequire(`${installed}/`);
const part = (name) => load(`@grafana/grafana-foundation-sdk/${name}`);

export const dashboard = part('dashboard');
export const prometheus = part('prometheus');
export const stat = part('stat');
export const timeseries = part('timeseries');
export const bargauge = part('bargauge');
export const table = part('table');
export const common = part('common');
