import {
  annotations,
  entityRefOf,
  type Connection,
  type ConnectionView,
  type ResourceRef,
} from '@greenroom/backstage-plugin-model-serving-common';

/** A connection as it is shown. There is nothing secret in what it is made of. */
export function connectionView(options: {
  readonly ref: ResourceRef;
  readonly object: Connection;
  readonly createdAt: string;
  readonly usedBy: readonly ResourceRef[];
  readonly usedByOthers: number;
  readonly isDefaultCluster: boolean;
}): ConnectionView {
  const { ref, object, createdAt, usedBy, usedByOthers, isDefaultCluster } =
    options;
  const notes = object.metadata.annotations ?? {};
  return {
    ref,
    title: notes[annotations.displayName] || ref.name,
    description: notes[annotations.description] || undefined,
    owner: notes[annotations.owner] || undefined,
    entityRef: entityRefOf({ kind: 'Connection', ...ref, isDefaultCluster }),
    resource: object,
    hasCredentials: object.spec.secretKeys.length > 0,
    usedBy,
    ...(usedByOthers > 0 && { usedByOthers }),
    createdAt,
  };
}
