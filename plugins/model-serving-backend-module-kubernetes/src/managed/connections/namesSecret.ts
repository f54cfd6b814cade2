import { annotations } from '@greenroom/backstage-plugin-model-serving-common';

/** Annotations that name connections; several in a list, or with their namespace. Source: kserve-status-and-objects §9.3. */
const NOTES: readonly string[] = [
  annotations.connections,
  'internal.serving.kserve.io/storage-spec-key',
];
/** `imagePullSecrets`, `secretKeyRef`, `secretRef`, `secret`, `secretName`, `serving.kserve.io/storageSecretName`. */
const OF_SECRETS = /secret/i;

/**
 * Whether an object of a cluster needs the Secret of a connection: a service, a runtime, a Deployment or a pod, in whatever
 * way it names it. `storage.key` and the variable `STORAGE_CONFIG` name it, too: as the key of another Secret. What only
 * looks like it counts as well, since what is used is not to be taken away.
 */
export function namesSecret(object: unknown, name: string): boolean {
  if (Array.isArray(object))
    return object.some(item => namesSecret(item, name));
  return Object.entries(recordOf(object)).some(
    ([key, value]) => isReference(key, value, name) || namesSecret(value, name),
  );
}

function isReference(key: string, value: unknown, name: string): boolean {
  if (NOTES.includes(key))
    return String(value)
      .split(/[\s,/]+/)
      .includes(name);
  if (key === 'storage') return recordOf(value).key === name;
  if (!OF_SECRETS.test(key)) return false;
  const references = Array.isArray(value) ? value : [value];
  return references.some(reference => {
    if (reference === name) return true;
    const { name: own, secretName, key: inside } = recordOf(reference);
    return [own, secretName, inside].includes(name);
  });
}

function recordOf(value: unknown): Record<string, unknown> {
  return typeof value === 'object' && value !== null
    ? (value as Record<string, unknown>)
    : {};
}
