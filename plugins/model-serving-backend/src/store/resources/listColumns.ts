import {
  annotations,
  InferenceService,
  isStopped,
  runtimeKey,
  stateTable,
  StateCode,
} from '@greenroom/backstage-plugin-model-serving-common';
import { connectionNames } from './connectionNames';
import { OVERRIDE_TYPE } from './filter';
import type { ObjectOfKind, ObservedDeployment, StoredKind } from '../types';
import type { ListColumns } from './row';

/**
 * Order by state: what needs somebody first, what needs nobody last.
 */
const stateRanks: Record<StateCode, number> = {
  failed: 0,
  unknown: 1,
  queued: 2,
  starting: 3,
  stopping: 4,
  deleting: 5,
  ready: 6,
  idle: 7,
  stopped: 8,
};

/** What {@link listColumns} is computed from. */
export interface ListedResource<K extends StoredKind> {
  readonly kind: K;
  readonly namespace: string;
  readonly object: ObjectOfKind[K];
  readonly observed: ObservedDeployment | undefined;
  readonly deleting: boolean;
  readonly createdAt: Date;
}

/** The columns by which a resource is found and sorted. */
export function listColumns<K extends StoredKind>(
  resource: ListedResource<K>,
): ListColumns {
  const { kind, object, observed, createdAt } = resource;
  const notes = object.metadata.annotations ?? {};
  const title = notes[annotations.displayName] ?? object.metadata.name;
  const service =
    kind === 'InferenceService' ? (object as InferenceService) : undefined;
  const state = service ? stateOf(service, observed, resource.deleting) : '';
  const runtime = observed?.runtime;
  return {
    owner: indexable(notes[annotations.owner] ?? ''),
    sort_title: indexable(title.toLowerCase()),
    search_text: withoutNul(
      [
        object.metadata.name,
        title,
        notes[annotations.description],
        notes[annotations.tags],
      ]
        .filter(Boolean)
        .join('\n')
        .toLowerCase(),
    ),
    state,
    state_rank: state === '' ? 0 : stateRanks[state],
    deploy_rank: state === '' ? 0 : stateTable[state].rank,
    last_deployed_at: observed?.lastDeployedAt
      ? new Date(observed.lastDeployedAt)
      : createdAt,
    runtime: indexable(
      runtime?.name ?? service?.spec.predictor.model?.runtime ?? '',
    ),
    runtime_key: runtime
      ? runtimeKey({
          kind: runtime.kind,
          metadata: { name: runtime.name, namespace: resource.namespace },
        })
      : '',
    runtime_version: indexable(runtime?.version ?? ''),
    format: indexable(service?.spec.predictor.model?.modelFormat?.name ?? ''),
    type: typeOf(object),
    connections: service ? nameSet(connectionNames(service)) : '',
  };
}

/** Of a connection; of a runtime, whether it only switches a built-in one. */
function typeOf(object: ObjectOfKind[StoredKind]): string {
  if (object.kind === 'Connection') return object.spec.type;
  const isOverride = object.metadata.annotations?.[annotations.builtIn];
  return isOverride === 'true' ? OVERRIDE_TYPE : '';
}

/** PostgreSQL refuses index entries above some 2,700 bytes, and text with NUL. */
function indexable(text: string): string {
  return withoutNul(text).slice(0, 500);
}

function withoutNul(text: string): string {
  return text.replaceAll('\0', '');
}

/** Names as one text in which each can be searched for with {@link nameInSet}. */
function nameSet(names: readonly string[]): string {
  return names.length === 0 ? '' : `|${[...new Set(names)].join('|')}|`;
}

/** Pattern that finds a name within `connections`. Names are DNS labels: they hold no wildcard. */
export function nameInSet(name: string): string {
  return `%|${name}|%`;
}

/** Until the first observation a deployment is on its way, or off. */
function stateOf(
  service: InferenceService,
  observed: ObservedDeployment | undefined,
  deleting: boolean,
): StateCode {
  if (deleting) return 'deleting';
  if (observed) return observed.state.code;
  return isStopped(service) ? 'stopped' : 'starting';
}
