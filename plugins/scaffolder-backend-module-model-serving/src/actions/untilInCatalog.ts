import type { BackstageCredentials } from '@backstage/backend-plugin-api';
import type { Clock } from './clock';

/** An entity is there a second or two after its resource; a catalog that is slower does not hold up the task. */
const POLL_MS = 200;
const LOOKS = 50;

/** Returns once the catalog has an entity, or after ten seconds: its link is shown next. */
export async function untilInCatalog(
  entityRef: string,
  credentials: BackstageCredentials,
  options: {
    readonly clock: Clock;
    /** Absent: not waited for. */
    readonly isInCatalog?: (
      entityRef: string,
      credentials: BackstageCredentials,
    ) => Promise<boolean>;
    readonly signal?: AbortSignal;
  },
): Promise<void> {
  const { clock, isInCatalog, signal } = options;
  if (!isInCatalog) return;
  for (let look = 0; look < LOOKS; look++) {
    if (await isInCatalog(entityRef, credentials)) return;
    await clock.sleep(POLL_MS, signal);
  }
}
