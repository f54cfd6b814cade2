import {
  ANNOTATION_PREFIX,
  annotations,
  connectionFields,
  GREENROOM_API_VERSION,
  type Connection,
  type ConnectionInput,
} from '@greenroom/backstage-plugin-model-serving-common';
import { normalOwner } from '../access';

/** When secret values were last replaced: a rotation changes nothing else that can be seen. */
const ROTATED_AT = `${ANNOTATION_PREFIX}/credentials-rotated-at`;

/** A connection apart: what may be seen, and what is written only. */
export interface SplitConnection {
  readonly object: Connection;
  readonly secrets: Readonly<Record<string, string>>;
}

/**
 * Takes a valid input apart into the object that is shown and the values that never are.
 *
 * @param input - passed `validateConnection`
 * @param stored - on an update: its secrets stay where the input has none, its annotations of others and its sharing stay
 */
export function splitConnection(
  input: ConnectionInput,
  stored?: SplitConnection,
): SplitConnection {
  const secretKeys = connectionFields[input.type]
    .filter(field => field.secret)
    .map(({ key }) => key);
  const given = Object.entries(input.values)
    .map(([key, value]) => [key, value.trim()] as const)
    .filter(([, value]) => value !== '');
  const isSecret = ([key]: readonly [string, string]) =>
    secretKeys.includes(key);
  const secrets = {
    ...stored?.secrets,
    ...Object.fromEntries(given.filter(isSecret)),
  };
  const sharedWith = stored?.object.spec.sharedWith;
  return {
    secrets,
    object: {
      apiVersion: GREENROOM_API_VERSION,
      kind: 'Connection',
      metadata: {
        ...(stored && { labels: stored.object.metadata.labels }),
        name: input.name,
        namespace: input.namespace,
        annotations: notesOf(input, stored?.object.metadata.annotations),
      },
      spec: {
        type: input.type,
        values: Object.fromEntries(given.filter(entry => !isSecret(entry))),
        secretKeys: secretKeys.filter(key => secrets[key] !== undefined),
        ...(sharedWith && { sharedWith }),
      },
    },
  };
}

/** The same with a mark that its secrets were replaced. */
export function withRotation(object: Connection, at: string): Connection {
  return {
    ...object,
    metadata: {
      ...object.metadata,
      annotations: { ...object.metadata.annotations, [ROTATED_AT]: at },
    },
  };
}

/** What a stored connection looks like as input, without secrets: a patch is merged into it. */
export function inputOf(object: Connection, cluster: string): ConnectionInput {
  const notes = object.metadata.annotations ?? {};
  return {
    cluster,
    namespace: object.metadata.namespace ?? '',
    name: object.metadata.name,
    title: notes[annotations.displayName],
    description: notes[annotations.description],
    owner: notes[annotations.owner],
    privateTo: notes[annotations.ownedBy],
    type: object.spec.type,
    values: object.spec.values,
  };
}

function notesOf(
  input: ConnectionInput,
  kept: Record<string, string> | undefined,
): Record<string, string> {
  const own: [string, string | undefined][] = [
    [annotations.displayName, input.title?.trim()],
    [annotations.description, input.description?.trim()],
    [annotations.owner, input.owner && normalOwner(input.owner, 'owner')],
    [annotations.connectionTypeRef, input.type],
    [annotations.ownedBy, input.privateTo],
    [annotations.connectionHidden, input.privateTo && 'true'],
  ];
  const ownKeys = own.map(([key]) => key);
  const others = Object.entries(kept ?? {}).filter(
    ([key]) => !ownKeys.includes(key),
  );
  return Object.fromEntries([
    ...others,
    ...own.filter((entry): entry is [string, string] => Boolean(entry[1])),
  ]);
}
