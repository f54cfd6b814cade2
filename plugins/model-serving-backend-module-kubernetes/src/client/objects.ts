import type { KubernetesObject } from '@kubernetes/client-node';
import { isNotFound } from './KubeApiError';
import type { KubeClient, KubeRequest } from './KubeClient';
import { pathOf, ResourceType } from './resourceTypes';

/**
 * Writes an object by server-side apply: fields that others own stay theirs, and a field of ours that somebody else
 * changed becomes ours again.
 */
export async function applyObject<T extends KubernetesObject>(
  client: Pick<KubeClient, 'json'>,
  type: ResourceType,
  object: T,
  fieldManager: string,
): Promise<T> {
  const { namespace, name } = object.metadata ?? {};
  const query = new URLSearchParams({ fieldManager, force: 'true' });
  return client.json<T>(`${pathOf(type, { namespace, name })}?${query}`, {
    method: 'PATCH',
    headers: { 'content-type': 'application/apply-patch+yaml' },
    body: JSON.stringify(object),
  });
}

/** Makes an object. @throws KubeApiError 409 if there is one of its name */
export async function createObject<T extends KubernetesObject>(
  client: Pick<KubeClient, 'json'>,
  type: ResourceType,
  object: T,
): Promise<T> {
  const { namespace } = object.metadata ?? {};
  return client.json<T>(pathOf(type, { ...(namespace ? { namespace } : {}) }), {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(object),
  });
}

/** Changes some fields of an object. */
export async function mergeObject<T>(
  client: Pick<KubeClient, 'json'>,
  type: ResourceType,
  at: { readonly namespace: string; readonly name: string },
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
  at: { readonly namespace: string; readonly name: string },
): Promise<T | undefined> {
  return absentIfNotFound(client.json<T>(pathOf(type, at)));
}

/** Deletes an object; nothing happens if it is not there. What it owns goes with it. */
export async function deleteObject(
  client: Pick<KubeClient, 'json'>,
  type: ResourceType,
  at: { readonly namespace: string; readonly name: string },
  options: Pick<KubeRequest, 'signal'> = {},
): Promise<void> {
  await absentIfNotFound(
    client.json(pathOf(type, at), {
      ...options,
      method: 'DELETE',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ propagationPolicy: 'Background' }),
    }),
  );
}

async function absentIfNotFound<T>(call: Promise<T>): Promise<T | undefined> {
  try {
    return await call;
  } catch (error) {
    if (isNotFound(error)) return undefined;
    throw error;
  }
}
