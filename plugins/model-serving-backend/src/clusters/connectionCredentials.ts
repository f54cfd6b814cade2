import { NotFoundError } from '@backstage/errors';
import {
  annotations as keys,
  connectionNamed,
  stringifyResourceRef,
} from '@greenroom/backstage-plugin-model-serving-common';
import type { ClusterDriverContext } from '@greenroom/backstage-plugin-model-serving-node';
import type { Stores } from '../store/types';

/** What other tools show of a connection; who owns it, and its type, are written in other ways. */
const SHOWN: readonly string[] = [
  keys.displayName,
  keys.description,
  keys.connectionHidden,
];

/**
 * What drivers fetch models with: the values of a connection, secret ones too, read at the moment of the call. The name is
 * the one that the deployment has for it; whether the deployment reaches it was decided when its revision was made.
 */
export function connectionCredentials(stores: {
  readonly resources: Pick<Stores['resources'], 'get'>;
  readonly secrets: Pick<Stores['secrets'], 'get'>;
}): ClusterDriverContext['credentials'] {
  return async ref => {
    const stored = await stores.resources.get(
      'Connection',
      connectionNamed(ref.name, ref),
    );
    if (!stored) {
      throw new NotFoundError(
        `there is no connection '${stringifyResourceRef(ref)}'`,
      );
    }
    const { metadata, spec } = stored.object;
    const secrets = await stores.secrets.get(stored.uid);
    const shown = Object.entries(metadata.annotations ?? {}).filter(([key]) =>
      SHOWN.includes(key),
    );
    return {
      type: spec.type,
      values: { ...spec.values, ...secrets },
      ...(shown.length > 0 && { annotations: Object.fromEntries(shown) }),
    };
  };
}
