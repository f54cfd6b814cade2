import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Looks again and again until there is something to see.
 * @param what - for the message if it does not come
 * @param look - undefined or false: not yet
 */
export async function until<T>(
  what: string,
  look: () => Promise<T | undefined | false>,
  deadlineMs: number = 120_000,
): Promise<T> {
  const end = Date.now() + deadlineMs;
  for (;;) {
    const seen = await look();
    if (seen !== undefined && seen !== false) return seen;
    if (Date.now() > end) {
      throw new Error(`not within ${deadlineMs} ms: ${what}`);
    }
    await sleep(100);
  }
}
