import { ConflictError } from '@backstage/errors';
import type { ResourceRef } from '@greenroom/backstage-plugin-model-serving-common';
import type { IdempotencyStore, WriteContext } from './types';

/** What a request made, or what an earlier one with the same key did. */
export type MadeOnce<T> =
  | { readonly kind: 'made'; readonly made: T }
  | { readonly kind: 'known'; readonly ref: ResourceRef };

/**
 * Creates a resource once for a key of a caller. That the key stands for it becomes known in the transaction that creates
 * it: a process that ends at any moment leaves both or neither.
 *
 * @param create - creates it with what it is given in the context of its write
 * @throws ConflictError while another request with the key is under way
 */
export async function onceByKey<T>(
  idempotency: IdempotencyStore,
  request: {
    readonly key: string;
    readonly actor: string;
    readonly ref: ResourceRef;
  },
  create: (alongside: NonNullable<WriteContext['alongside']>) => Promise<T>,
): Promise<MadeOnce<T>> {
  const { key, actor, ref } = request;
  const claim = await idempotency.claim(key, actor);
  if (claim.kind === 'done') return { kind: 'known', ref: claim.ref };
  if (claim.kind === 'pending') {
    throw new ConflictError(
      'Idempotency-Key: another request with this key is under way; send it again in some seconds for its result',
    );
  }
  try {
    const made = await create(tx => idempotency.complete(key, actor, ref, tx));
    return { kind: 'made', made };
  } catch (error) {
    await idempotency.release(key, actor);
    throw error;
  }
}
