import {
  connectionNameIn,
  type ResourceRef,
} from '@greenroom/backstage-plugin-model-serving-common';
import type { ResourceQuery } from './filter';
import { nameInSet } from './listColumns';

/** Narrows a query to the deployments that name a connection, in its own namespace or, by its long name, in another. */
export function applyConnectionUse(
  query: ResourceQuery,
  connection: ResourceRef,
): void {
  const { cluster, namespace, name } = connection;
  query.where({ kind: 'InferenceService', cluster }).where(either => {
    either.where(own => {
      own.where({ namespace }).whereLike('connections', nameInSet(name));
    });
    either.orWhere(other => {
      other
        .whereNot({ namespace })
        .whereLike('connections', nameInSet(connectionNameIn('', connection)));
    });
  });
}
