import { InputError } from '@backstage/errors';
import {
  ANNOTATION_PREFIX,
  annotations,
  type KubernetesObject,
} from '@greenroom/backstage-plugin-model-serving-common';
import { normalOwner } from '../access';

type JsonObject = Record<string, unknown>;

/** Only the text of a graph says these: what it leaves out is meant to be gone. */
const SAID_IN_TEXT: ReadonlySet<string> = new Set([
  annotations.graphHeaders,
  annotations.graphProfile,
  annotations.graphSteps,
]);

/** Metadata that a server writes, and the record that `kubectl apply` keeps of itself. */
const SERVER_FIELDS: readonly string[] = [
  'uid',
  'resourceVersion',
  'generation',
  'creationTimestamp',
  'deletionTimestamp',
  'deletionGracePeriodSeconds',
  'selfLink',
  'managedFields',
  'finalizers',
  'ownerReferences',
];
const LAST_APPLIED = 'kubectl.kubernetes.io/last-applied-configuration';

/** A resource without what a server fills in: what people wrote. */
export function intentOf<T extends KubernetesObject>(
  resource: T,
): Omit<T, 'status'> {
  const { status: _status, ...intent } = { status: undefined, ...resource };
  return { ...intent, metadata: ownMetadata(resource.metadata) };
}

/**
 * What of a sent resource is intent, with its owner in the one form that rules compare. Everything else is left for
 * validation.
 *
 * @throws InputError if it is no object, or its owner is no entity reference.
 */
export function preparedResource(sent: unknown): JsonObject {
  if (!isObject(sent)) {
    throw new InputError('a resource must be an object with kind and metadata');
  }
  const { status: _status, ...resource } = sent;
  if (!isObject(resource.metadata)) return resource;
  const metadata = ownMetadata(resource.metadata);
  const notes = metadata.annotations;
  if (!isObject(notes)) return { ...resource, metadata };
  const owner = notes[annotations.owner];
  const others = Object.entries(notes).filter(([key]) => key !== LAST_APPLIED);
  return {
    ...resource,
    metadata: {
      ...metadata,
      annotations: {
        ...Object.fromEntries(others),
        ...(Boolean(owner) && {
          [annotations.owner]: normalOwner(
            owner,
            `metadata.annotations[${annotations.owner}]`,
          ),
        }),
      },
    },
  };
}

/**
 * The resource with what people did to the stored one in the portal and its text says nothing of: owner, order, whether
 * it is stopped. A manifest in Git holds none of that, and applying it must not undo it.
 */
export function withKeptActs(
  resource: JsonObject,
  previous: KubernetesObject | undefined,
): JsonObject {
  const { metadata } = resource;
  if (!previous || !isObject(metadata)) return resource;
  const notes = isObject(metadata.annotations) ? metadata.annotations : {};
  const kept = Object.entries(previous.metadata.annotations ?? {}).filter(
    ([key]) => isAct(key) && !Object.hasOwn(notes, key),
  );
  if (kept.length === 0) return resource;
  return {
    ...resource,
    metadata: {
      ...metadata,
      annotations: { ...notes, ...Object.fromEntries(kept) },
    },
  };
}

/** The resource with an owner, if it names none and there is one to give. */
export function withOwner(
  resource: JsonObject,
  owner: string | undefined,
): JsonObject {
  const { metadata } = resource;
  if (!owner || !isObject(metadata)) return resource;
  const notes = isObject(metadata.annotations) ? metadata.annotations : {};
  if (notes[annotations.owner]) return resource;
  return {
    ...resource,
    metadata: {
      ...metadata,
      annotations: { ...notes, [annotations.owner]: owner },
    },
  };
}

/** The version that a write was made on, if it says. @throws InputError */
export function versionIn(sent: unknown): string | undefined {
  const version =
    isObject(sent) && isObject(sent.metadata)
      ? sent.metadata.resourceVersion
      : undefined;
  if (version === undefined || version === null) return undefined;
  if (typeof version !== 'string') {
    throw new InputError('metadata.resourceVersion must be a text');
  }
  return version;
}

/** Whether a value is a JSON object. */
export function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function isAct(key: string): boolean {
  if (SAID_IN_TEXT.has(key)) return false;
  return key.startsWith(`${ANNOTATION_PREFIX}/`) || key === annotations.stop;
}

function ownMetadata<T extends object>(metadata: T): T {
  return Object.fromEntries(
    Object.entries(metadata).filter(([key]) => !SERVER_FIELDS.includes(key)),
  ) as T;
}
