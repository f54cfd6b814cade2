import { setTimeout } from 'node:timers/promises';

/** Waits some milliseconds, or rejects with the signal's reason. */
export type Wait = (ms: number, signal: AbortSignal) => Promise<void>;

/** Waits in real time. */
export const waitForReal: Wait = (ms, signal) =>
  setTimeout(ms, undefined, { signal });
