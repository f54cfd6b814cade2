import { ConflictError, InputError } from '@backstage/errors';
import type {
  FieldMessage,
  ServingKind,
  ServingObjects,
} from '@greenroom/backstage-plugin-model-serving-common';
import type { ManagedClusterDriver } from '@greenroom/backstage-plugin-model-serving-node';
import type { AskedFor } from './types';

/** As the API's errors are written: `path: what; path: what`. */
const FIELD = /^((?:metadata|spec)[^\s:]*): (.+)$/s;

/**
 * What a managed cluster's admission says against a write: it is asked for it without keeping anything. A write over what
 * is there is asked for as one over the newest version that is known: whether that is still the one is a matter of the
 * write itself.
 */
export async function admissionRefusals<K extends ServingKind>(
  driver: Pick<ManagedClusterDriver, 'kinds' | 'object' | 'write'>,
  kind: K,
  object: ServingObjects[K],
  asked: AskedFor = {},
): Promise<readonly FieldMessage[]> {
  if (!driver.kinds.has(kind)) return [unknownKind(kind)];
  const { namespace, name } = object.metadata;
  const known = driver.object({ kind, namespace, name });
  try {
    await driver.write(kind, withVersionOf(object, known), {
      ...asked,
      dryRun: true,
    });
    return [];
  } catch (error) {
    if (error instanceof InputError) return fieldMessages(error.message);
    // Somebody writes at this moment, or has just taken the name: the write tells
    if (error instanceof ConflictError) return [];
    throw error;
  }
}

/** What a cluster without the definition of a kind is told to have. */
export function unknownKind(kind: ServingKind): FieldMessage {
  return {
    path: 'kind',
    message: `this cluster has no ${kind}: ask its operator to install KServe's definition of it`,
  };
}

/** The object as one that replaces what is there. */
export function withVersionOf<K extends ServingKind>(
  object: ServingObjects[K],
  known: ServingObjects[K] | undefined,
): ServingObjects[K] {
  const { uid, resourceVersion } = known?.metadata ?? {};
  const { uid: _uid, resourceVersion: _version, ...metadata } = object.metadata;
  return {
    ...object,
    metadata: {
      ...metadata,
      ...(known && { uid, resourceVersion }),
    },
  };
}

/** A message by the fields that it names; as a whole, where it names none. */
function fieldMessages(message: string): readonly FieldMessage[] {
  const parts = message.split(/; (?=(?:metadata|spec)[^\s:]*: )/);
  return parts.map(part => {
    const [, path, what] = FIELD.exec(part) ?? [];
    return path ? { path, message: what } : { path: '', message: part };
  });
}
