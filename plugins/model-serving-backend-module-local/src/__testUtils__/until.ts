import { setTimeout as sleep } from 'node:timers/promises';

/**
 * Waits for a condition, looking often, and fails with what it saw last when the deadline passes.
 */
export async function until<T>(
  look: () => T | undefined | Promise<T | undefined>,
  describe: () => unknown = () => 'nothing',
  deadlineMs: number = 90_000,
): Promise<T> {
  const end = Date.now() + deadlineMs;
  for (;;) {
    const value = await look();
    if (value !== undefined && value !== false) return value;
    if (Date.now() > end) {
      throw new Error(
        `not reached in ${deadlineMs} ms; seen last: ${JSON.stringify(
          describe(),
          undefined,
          2,
        )}`,
      );
    }
    await sleep(20);
  }
}
