import type { ResourceRef } from '@greenroom/backstage-plugin-model-serving-common';
import { DatabaseTime, toIso, toOptionalIso } from '../time';
import type { ObjectOfKind, StoredKind, StoredResource } from '../types';

/** Columns of `resources` that lists filter and sort by; all derived from the JSON beside them. */
export interface ListColumns {
  readonly owner: string;
  readonly sort_title: string;
  readonly search_text: string;
  readonly state: string;
  readonly state_rank: number;
  readonly deploy_rank: number;
  readonly last_deployed_at: DatabaseTime;
  readonly runtime: string;
  readonly runtime_key: string;
  readonly runtime_version: string;
  readonly format: string;
  readonly type: string;
  readonly connections: string;
}

/** A row of `resources`. PostgreSQL returns its 64 bit integers as text. */
export interface ResourceRow extends ListColumns {
  readonly uid: string;
  readonly kind: StoredKind;
  readonly cluster: string;
  readonly namespace: string;
  readonly name: string;
  readonly object: string;
  readonly status: string | null;
  readonly observed: string | null;
  readonly version: number | string;
  readonly generation: number | string;
  readonly status_version: number | string;
  /** Of what is mirrored from a managed cluster; absent: intent. */
  readonly cluster_version: string | null;
  readonly created_at: DatabaseTime;
  readonly deletion_requested_at: DatabaseTime | null;
}

/**
 * The opaque version that clients send back. It carries the uid, so that a version of a deleted resource never fits a
 * new one of the same name.
 */
export function resourceVersionOf(
  row: Pick<ResourceRow, 'uid' | 'version'>,
): string {
  return `${Number(row.version)}-${row.uid.slice(0, 8)}`;
}

/**
 * How many writes lie between two versions of one resource; undefined if they are not of the same one, or the first is
 * not the older.
 */
export function writesBetween(
  older: string,
  newer: string,
): number | undefined {
  const [[from, uid], [to, otherUid]] = [older, newer].map(v => v.split('-'));
  const writes = Number(to) - Number(from);
  return uid === otherUid && writes > 0 ? writes : undefined;
}

/** The reference of a row. */
export function refOf(
  row: Pick<ResourceRow, 'cluster' | 'namespace' | 'name'>,
): ResourceRef {
  return { cluster: row.cluster, namespace: row.namespace, name: row.name };
}

/** The resource that a row holds, with the metadata that the store owns filled in. */
export function resourceOf<K extends StoredKind>(
  row: ResourceRow,
): StoredResource<K> {
  const object: ObjectOfKind[K] = JSON.parse(row.object);
  const deletedAt = toOptionalIso(row.deletion_requested_at);
  return {
    kind: row.kind as K,
    ref: refOf(row),
    uid: row.uid,
    object: {
      ...object,
      metadata: {
        ...object.metadata,
        uid: row.uid,
        resourceVersion: resourceVersionOf(row),
        generation: Number(row.generation),
        creationTimestamp: toIso(row.created_at),
        ...(deletedAt && { deletionTimestamp: deletedAt }),
      },
      ...(row.status && { status: JSON.parse(row.status) }),
    },
    statusVersion: Number(row.status_version),
    observed: row.observed ? JSON.parse(row.observed) : undefined,
    owner: row.owner === '' ? undefined : row.owner,
    deletionRequestedAt: deletedAt,
    createdAt: toIso(row.created_at),
  };
}

/**
 * What is kept of an object: identity, what people wrote, and nothing that the store fills in by itself or that has a
 * column of its own.
 */
export function storedForm<K extends StoredKind>(
  object: ObjectOfKind[K],
): ObjectOfKind[K] {
  const {
    uid: _uid,
    resourceVersion: _resourceVersion,
    generation: _generation,
    creationTimestamp: _creationTimestamp,
    deletionTimestamp: _deletionTimestamp,
    ...metadata
  } = object.metadata;
  const form: ObjectOfKind[K] = { ...object, metadata };
  if ('status' in form) delete form.status;
  return form;
}

/** For messages: `deployment local/demo/iris`. */
export function describeRef(kind: StoredKind, ref: ResourceRef): string {
  const word = kind === 'InferenceService' ? 'deployment' : kind;
  return `${word === 'Connection' ? 'connection' : word} ${[
    ref.cluster,
    ref.namespace,
    ref.name,
  ]
    .filter(Boolean)
    .join('/')}`;
}
