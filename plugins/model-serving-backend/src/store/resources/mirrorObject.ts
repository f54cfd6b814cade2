import {
  changedPaths,
  semanticEqual,
  type ResourceRef,
} from '@greenroom/backstage-plugin-model-serving-common';
import type { Knex } from 'knex';
import { insertHistory } from '../insertHistory';
import type { ObjectOfKind, StoredKind, WriteContext } from '../types';
import { claimHistory } from './claimHistory';
import { findRow } from './findRow';
import { listColumns } from './listColumns';
import { removeRow } from './removeRow';
import { resourceOf, storedForm, type ResourceRow } from './row';

/** An object of a managed cluster as it is there now. */
export interface Mirroring<K extends StoredKind> {
  readonly kind: K;
  readonly cluster: string;
  /** With what the cluster says of it: uid, resourceVersion, generation, creationTimestamp, status. */
  readonly object: ObjectOfKind[K];
  /** Who wrote it through us. Absent: it was seen. */
  readonly context?: WriteContext;
  /** Also what is older than what is kept: after a look that leaves no doubt. */
  readonly isCertain?: boolean;
  readonly at: Date;
}

/** What mirroring came to. */
export interface Mirrored {
  readonly row: ResourceRow;
  readonly change?: 'spec' | 'observed' | 'deleting';
  /** Another object had the name. */
  readonly removed?: ResourceRow;
  /** What is kept is newer, and stays. */
  readonly isOlder: boolean;
}

/** What the API server and controllers keep in an object's metadata. */
const SERVER_FIELDS = [
  'finalizers',
  'ownerReferences',
  'managedFields',
  'selfLink',
  'deletionGracePeriodSeconds',
];
/** Nobody told us; the cluster did. */
const SEEN = { how: 'cluster' } as const;

/**
 * Makes a row what an object of a managed cluster is, within a transaction. Metadata and spec that differ are a write: with
 * a row of history, by whom `context` names, else by nobody that we know. An object of another uid is another one.
 */
export async function mirrorObject<K extends StoredKind>(
  tx: Knex,
  mirroring: Mirroring<K>,
): Promise<Mirrored> {
  const { kind, cluster, object, context, at } = mirroring;
  const { name, namespace = '' } = object.metadata;
  const ref = { cluster, namespace, name };
  const kept = await findRow(tx, kind, ref);
  if (kept && kept.uid === object.metadata.uid) {
    if (!mirroring.isCertain && isOlder(object, kept)) {
      return { row: kept, isOlder: true };
    }
    return replaceMirror(tx, kept, mirroring);
  }
  const removed = kept && (await removeRow(tx, kept.uid));
  const row = mirrorRow(ref, mirroring);
  await tx('resources').insert(row);
  await insertHistory(tx, {
    uid: row.uid,
    ref,
    generation: Number(row.generation),
    at,
    context: context ?? { ...SEEN, action: 'create' },
    changes: [],
    object: JSON.parse(row.object),
  });
  await context?.alongside?.(tx);
  return { row, change: 'spec', isOlder: false, ...(removed && { removed }) };
}

async function replaceMirror<K extends StoredKind>(
  tx: Knex,
  kept: ResourceRow,
  { object, context, at }: Mirroring<K>,
): Promise<Mirrored> {
  const before = resourceOf<K>(kept);
  const form = mirroredForm(object);
  const changes = changedPaths(storedForm<K>(before.object), form);
  const isDeleting =
    kept.deletion_requested_at !== null ||
    object.metadata.deletionTimestamp !== undefined;
  const isMarked = isDeleting && kept.deletion_requested_at === null;
  const isStatusNew = !semanticEqual(statusOf(before.object), statusOf(object));
  const isWrite = changes.length > 0 || isMarked;
  const columns = listColumns<K>({
    kind: before.kind,
    namespace: kept.namespace,
    object: form,
    observed: before.observed,
    deleting: isDeleting,
    createdAt: new Date(before.createdAt),
  });
  const update = {
    object: JSON.stringify(form),
    version: Number(kept.version) + (isWrite ? 1 : 0),
    generation: object.metadata.generation ?? Number(kept.generation),
    cluster_version: object.metadata.resourceVersion ?? null,
    ...(isStatusNew && {
      status: statusText(object),
      status_version: Number(kept.status_version) + 1,
    }),
    ...(isMarked && { deletion_requested_at: at }),
    ...columns,
  };
  await tx('resources').where({ uid: kept.uid }).update(update);
  const row = { ...kept, ...update };
  const { ref } = before;
  const written = { uid: kept.uid, ref, generation: update.generation, at };
  if (changes.length > 0) {
    await insertHistory(tx, {
      ...written,
      context: context ?? { ...SEEN, action: 'update' },
      changes,
      object: form,
    });
  } else if (context) {
    await claimHistory(tx, kept.uid, form, context);
  }
  if (isMarked) {
    await insertHistory(tx, {
      ...written,
      context: { ...SEEN, action: 'delete' },
      changes: [],
    });
  }
  await context?.alongside?.(tx);
  const change = changeOf({ isMarked, isWrite, isStatusNew });
  return { row, isOlder: false, ...(change && { change }) };
}

function changeOf(news: {
  readonly isMarked: boolean;
  readonly isWrite: boolean;
  readonly isStatusNew: boolean;
}): Mirrored['change'] {
  if (news.isMarked) return 'deleting';
  if (news.isWrite) return 'spec';
  return news.isStatusNew ? 'observed' : undefined;
}

function mirrorRow<K extends StoredKind>(
  { cluster, namespace, name }: ResourceRef,
  { kind, object, at }: Mirroring<K>,
): ResourceRow {
  const { uid, generation, resourceVersion } = object.metadata;
  const { creationTimestamp, deletionTimestamp } = object.metadata;
  if (uid === undefined) {
    throw new Error(`${kind} ${namespace}/${name} of '${cluster}' has no uid`);
  }
  const form = mirroredForm(object);
  const createdAt = creationTimestamp ? new Date(creationTimestamp) : at;
  return {
    uid,
    kind,
    cluster,
    namespace,
    name,
    object: JSON.stringify(form),
    status: statusText(object),
    observed: null,
    version: 1,
    generation: generation ?? 1,
    status_version: 0,
    cluster_version: resourceVersion ?? '',
    created_at: createdAt,
    deletion_requested_at: deletionTimestamp ? at : null,
    ...listColumns<K>({
      kind,
      namespace,
      object: form,
      observed: undefined,
      deleting: deletionTimestamp !== undefined,
      createdAt,
    }),
  };
}

/** What people write of an object, without what the API server and controllers keep in its metadata. */
export function mirroredForm<K extends StoredKind>(
  object: ObjectOfKind[K],
): ObjectOfKind[K] {
  const form = storedForm<K>(object);
  const metadata = { ...form.metadata };
  for (const field of SERVER_FIELDS) Reflect.deleteProperty(metadata, field);
  return { ...form, metadata };
}

/**
 * Whether what is kept is known to be newer. Versions of one object grow as numbers; what is no number is taken as it comes.
 */
function isOlder(
  { metadata }: ObjectOfKind[StoredKind],
  { cluster_version }: ResourceRow,
): boolean {
  const [known, told] = [cluster_version ?? '', metadata.resourceVersion ?? ''];
  const areNumbers = [known, told].every(version => /^\d+$/.test(version));
  return areNumbers && BigInt(told) < BigInt(known);
}

function statusOf(object: ObjectOfKind[StoredKind]): unknown {
  return 'status' in object ? object.status : undefined;
}

function statusText(object: ObjectOfKind[StoredKind]): string | null {
  const status = statusOf(object);
  return status === undefined ? null : JSON.stringify(status);
}
