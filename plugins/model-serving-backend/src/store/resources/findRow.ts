import type { ResourceRef } from '@greenroom/backstage-plugin-model-serving-common';
import type { Knex } from 'knex';
import type { StoredKind } from '../types';
import type { ResourceRow } from './row';

/** The row of a resource, if it exists. */
export async function findRow(
  db: Knex,
  kind: StoredKind,
  ref: ResourceRef,
): Promise<ResourceRow | undefined> {
  const { cluster, namespace, name } = ref;
  return db<ResourceRow>('resources')
    .where({ cluster, kind, namespace, name })
    .first();
}
