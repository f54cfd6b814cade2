import { ConflictError } from '@backstage/errors';
import type { ResourceRef } from '@greenroom/backstage-plugin-model-serving-common';
import type { IdempotencyStore, StoredResource } from '../store';

type Stored = StoredResource<'InferenceService'>;

/** What a request made, or what an earlier one with the same key did. */
export type MadeOnce =
  | { readonly stored: Stored; readonly ref: ResourceRef }
  | { readonly stored?: undefined; readonly ref: ResourceRef };

/**
 * Creates a deployment once for a key of a caller.
 * @throws ConflictError while another request with the key is under way
 */
export async function onceByKey(
  idempotency: IdempotencyStore,
  { key, actor }: { readonly key: string; readonly actor: string },
  create: () => Promise<Stored>,
): Promise<MadeOnce> {
  const claim = await idempotency.claim(key, actor);
  if (claim.kind === 'done') return { ref: claim.ref };
  if (claim.kind === 'pending') {
    throw new ConflictError(
      'Idempotency-Key: another request with this key is under way; send it again in some seconds for its result',
    );
  }
  try {
    const stored = await create();
    await idempotency.complete(key, actor, stored.ref);
    return { stored, ref: stored.ref };
  } catch (error) {
    await idempotency.release(key, actor);
    throw error;
  }
}
