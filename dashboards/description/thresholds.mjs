import { dashboard } from './sdk.mjs';

// Of a rule's limits: colours, and lines in a graph. [[from, colour], …], the first from minus infinity.
const OK = 'green';
const WARNING = 'orange';
const CRITICAL = 'red';

/** More is worse. */
export const rising = ({ warning, critical }) => [[null, OK], [warning, WARNING], ...(critical === undefined ? [] : [[critical, CRITICAL]])];

/** Less is worse: at the limit or below. */
export const falling = ({ warning, critical }) => [[null, CRITICAL], [critical, WARNING], [warning, OK]];

/** Any at all is bad. */
export const any = (colour = CRITICAL) => [[null, OK], [1, colour]];
export const anyAtAll = (colour = CRITICAL) => [[null, OK], [1e-6, colour]];

/** 1 is good and 0 is not. */
export const good = () => [[null, CRITICAL], [1, OK]];

/** Says no more than what it is. */
export const plain = (colour = 'blue') => [[null, colour]];

export function thresholdsOf(steps) {
  return new dashboard.ThresholdsConfigBuilder()
    .mode(dashboard.ThresholdsMode.Absolute)
    .steps(steps.map(([value, color]) => ({ value, color })));
}
