import type { LoggerService } from '@backstage/backend-plugin-api';
import type { SecretStore } from '../store';

const STEP = 100;

/**
 * Moves stored secrets from older keys to the first one, some at a time, until none is left or the signal aborts. Safe at
 * any moment and on several backends at once.
 */
export async function reencryptSecrets(options: {
  readonly secrets: Pick<SecretStore, 'reencrypt' | 'keyIds'>;
  readonly logger: LoggerService;
  readonly signal?: AbortSignal;
}): Promise<void> {
  const { secrets, logger, signal } = options;
  let moved = 0;
  let after: string | undefined;
  const failed: string[] = [];
  do {
    const step = await secrets.reencrypt(STEP, after);
    moved += step.count;
    failed.push(...step.failed);
    after = step.after;
  } while (after !== undefined && !signal?.aborted);
  if (moved > 0) {
    logger.info(
      `${moved} stored secrets are now encrypted with the key '${secrets.keyIds[0]}'`,
    );
  }
  if (failed.length > 0) {
    logger.error(
      `${
        failed.length
      } stored secrets do not open with their key and stay as they are; enter the values of these connections anew: ${failed.join(
        ', ',
      )}`,
    );
  }
}
