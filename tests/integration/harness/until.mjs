import { setTimeout as sleep } from 'node:timers/promises';
import { inspect } from 'node:util';

/**
 * Waits until `probe` (sync or async) gives something truthy and returns that. After `within` milliseconds it throws,
 * saying what was waited for and what the probe last gave or threw.
 */
export async function until(what, probe, { within = 10_000, every = 50 } = {}) {
  const deadline = performance.now() + within;
  for (;;) {
    let last;
    try {
      const value = await probe();
      if (value) return value;
      last = `last value: ${inspect(value, { depth: 4, breakLength: 100 })}`;
    } catch (error) {
      if (error instanceof Hopeless) throw error;
      last = `last error: ${error.message}`;
    }
    if (performance.now() > deadline) throw new Error(`waited ${within} ms for ${what}; ${last}`);
    await sleep(every);
  }
}

/** Thrown by a probe when waiting longer cannot help. */
export class Hopeless extends Error {}
