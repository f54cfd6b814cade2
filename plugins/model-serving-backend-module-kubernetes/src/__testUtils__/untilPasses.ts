import { setTimeout as delay } from 'node:timers/promises';

const EVERY_MS = 100;

/** Waits until what a cluster only comes to know holds: until `check` does not throw any more, or fails as it did last. */
export async function untilPasses(
  check: () => Promise<void>,
  deadlineMs = 180_000,
): Promise<void> {
  const deadline = Date.now() + deadlineMs;
  for (;;) {
    try {
      await check();
      return;
    } catch (error) {
      if (Date.now() > deadline) throw error;
    }
    await delay(EVERY_MS);
  }
}
