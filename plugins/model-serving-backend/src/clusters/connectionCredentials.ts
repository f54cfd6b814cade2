import { NotFoundError } from '@backstage/errors';
import {
  connectionNamed,
  stringifyResourceRef,
} from '@greenroom/backstage-plugin-model-serving-common';
import type { ClusterDriverContext } from '@greenroom/backstage-plugin-model-serving-node';
import type { Stores } from '../store/types';

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
    const { type, values } = stored.object.spec;
    const secrets = await stores.secrets.get(stored.uid);
    return { type, values: { ...values, ...secrets } };
  };
}
