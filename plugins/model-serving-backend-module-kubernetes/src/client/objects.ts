import type { KubernetesObject, V1ObjectMeta } from '@kubernetes/client-node';
import { isNotFound } from './KubeApiError';
import type { KubeClient } from './KubeClient';
import { pathOf, ResourceType } from './resourceTypes';

const METADATA = 'application/json;g=meta.k8s.io;v=v1';

/**
 * Writes an object by server-side apply: fields that others own stay theirs, and a field of ours that somebody else
 * changed becomes ours again.
 */
export async function applyObject<T extends KubernetesObject>(
  client: Pick<KubeClient, 'json'>,
  type: ResourceType,
  object: T,
  fieldManager: string,
  options: {
    /** A field that somebody else set otherwise becomes ours; if not, it is a conflict (409). Default: true. */
    readonly isForced?: boolean;
    /** `All`: it is only tried, and nothing is kept. */
    readonly dryRun?: 'All';
  } = {},
): Promise<T> {
  const { namespace, name } = object.metadata ?? {};
  const { isForced = true, dryRun } = options;
  const query = new URLSearchParams({
    fieldManager,
    force: String(isForced),
    ...(dryRun ? { dryRun } : {}),
  });
  return client.json<T>(`${pathOf(type, { namespace, name })}?${query}`, {
    method: 'PATCH',
    headers: { 'content-type': 'application/apply-patch+yaml' },
    body: JSON.stringify(object),
  });
}

/** Who writes, and how the API server takes it. */
export interface WriteParameters {
  readonly fieldManager?: string;
  /** `All`: nothing is kept. */
  readonly dryRun?: 'All';
  /** `Strict`: a field that the definition does not have is refused, not dropped. */
  readonly fieldValidation?: 'Strict';
}

/** Makes an object. @throws KubeApiError 409 if there is one of its name */
export async function createObject<T extends KubernetesObject>(
  client: Pick<KubeClient, 'json'>,
  type: ResourceType,
  object: T,
  parameters: WriteParameters = {},
): Promise<T> {
  const { namespace } = object.metadata ?? {};
  const path = pathOf(type, { ...(namespace ? { namespace } : {}) });
  return client.json<T>(withQuery(path, parameters), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(object),
  });
}

/**
 * Replaces an object, that version of it that the new one names.
 * @throws KubeApiError 409 if it is another by now
 */
export async function replaceObject<T extends KubernetesObject>(
  client: Pick<KubeClient, 'json'>,
  type: ResourceType,
  object: T,
  parameters: WriteParameters = {},
): Promise<T> {
  const { namespace, name } = object.metadata ?? {};
  const path = pathOf(type, { ...(namespace ? { namespace } : {}), name });
  return client.json<T>(withQuery(path, parameters), {
    method: 'PUT',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(object),
  });
}

/** Changes some fields of an object. */
export async function mergeObject<T>(
  client: Pick<KubeClient, 'json'>,
  type: ResourceType,
  at: { readonly namespace?: string; readonly name: string },
  change: object,
  path = '',
): Promise<T> {
  return client.json<T>(`${pathOf(type, at)}${path}`, {
    method: 'PATCH',
    headers: { 'content-type': 'application/merge-patch+json' },
    body: JSON.stringify(change),
  });
}

/** An object, or undefined. */
export async function readObject<T>(
  client: Pick<KubeClient, 'json'>,
  type: ResourceType,
  at: { readonly namespace?: string; readonly name: string },
): Promise<T | undefined> {
  return absentIfNotFound(client.json<T>(pathOf(type, at)));
}

/**
 * Whose an object is: its metadata and nothing else, or undefined. A change of nothing, on trial, answers with it, so that
 * who may write objects of a type can tell without the right to read them.
 */
export async function metadataOf(
  client: Pick<KubeClient, 'json'>,
  type: ResourceType,
  at: { readonly namespace: string; readonly name: string },
): Promise<V1ObjectMeta | undefined> {
  const found = await absentIfNotFound(
    client.json<KubernetesObject>(`${pathOf(type, at)}?dryRun=All`, {
      method: 'PATCH',
      headers: {
        accept: `${METADATA};as=PartialObjectMetadata`,
        'content-type': 'application/merge-patch+json',
      },
      body: '{}',
    }),
  );
  return found?.metadata;
}

/** Metadata of all objects of a namespace with some labels. */
export async function listMetadata(
  client: Pick<KubeClient, 'json'>,
  type: ResourceType,
  namespace: string,
  labelSelector: string,
): Promise<readonly V1ObjectMeta[]> {
  const query = new URLSearchParams({ labelSelector });
  // An empty list of metadata comes as null
  const { items } = await client.json<{ items: KubernetesObject[] | null }>(
    `${pathOf(type, { namespace })}?${query}`,
    { headers: { accept: `${METADATA};as=PartialObjectMetadataList` } },
  );
  return (items ?? []).flatMap(({ metadata }) => metadata ?? []);
}

/**
 * Deletes an object; nothing happens if it is not there. What it owns goes with it.
 *
 * @param options - `uid`: only this very object, not one that came after it; `resourceVersion`: only in this version
 * @throws KubeApiError 409 if it is another one
 */
export async function deleteObject(
  client: Pick<KubeClient, 'json'>,
  type: ResourceType,
  at: { readonly namespace?: string; readonly name: string },
  options: { readonly uid?: string; readonly resourceVersion?: string } = {},
): Promise<void> {
  const { uid, resourceVersion } = options;
  const preconditions = {
    ...(uid ? { uid } : {}),
    ...(resourceVersion ? { resourceVersion } : {}),
  };
  await absentIfNotFound(
    client.json(pathOf(type, at), {
      method: 'DELETE',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        propagationPolicy: 'Background',
        ...(uid || resourceVersion ? { preconditions } : {}),
      }),
    }),
  );
}

function withQuery(path: string, parameters: WriteParameters): string {
  const query = new URLSearchParams({ ...parameters }).toString();
  return query ? `${path}?${query}` : path;
}

async function absentIfNotFound<T>(call: Promise<T>): Promise<T | undefined> {
  try {
    return await call;
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}
