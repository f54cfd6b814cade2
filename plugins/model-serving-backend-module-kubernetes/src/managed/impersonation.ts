import { NotAllowedError } from '@backstage/errors';
import type { ActingPerson } from '@greenroom/backstage-plugin-model-serving-node';
import type { KubeClient } from '../client';
import type { ImpersonationConfig } from '../config';

const REF = /^(?:user|group):([^/]+)\/(.+)$/;
const DEFAULT_NAMESPACE = 'default';

/** Headers by which the API server takes a call for one of somebody else. */
export interface ImpersonationHeaders {
  readonly 'impersonate-user': string;
  readonly 'impersonate-group'?: readonly string[];
}

/**
 * As whom a person acts on a cluster, by the names that it has for them and their groups.
 *
 * @throws NotAllowedError if the cluster's names cannot tell them from others of the same name
 */
export function impersonationOf(
  { user, group }: ImpersonationConfig,
  { userEntityRef, ownershipEntityRefs }: ActingPerson,
): ImpersonationHeaders {
  const name = nameOf(userEntityRef, user);
  if (name === undefined) {
    throw new NotAllowedError(
      `the cluster has no name of its own for ${userEntityRef}: 'impersonate.user' names people of the namespace '${DEFAULT_NAMESPACE}' only. Ask who runs the portal to say {namespace} or {ref} there`,
    );
  }
  const groups = ownershipEntityRefs
    .filter(ref => group !== undefined && ref.startsWith('group:'))
    .flatMap(ref => nameOf(ref, group ?? '') ?? []);
  return {
    'impersonate-user': name,
    ...(groups.length > 0 ? { 'impersonate-group': groups } : {}),
  };
}

/** A client whose calls are taken for those of somebody else. */
export function actingAs(
  client: Pick<KubeClient, 'json'>,
  impersonated: ImpersonationHeaders,
): Pick<KubeClient, 'json'> {
  return {
    json: (path, init = {}) =>
      client.json(path, {
        ...init,
        headers: { ...init.headers, ...impersonated },
      }),
  };
}

/** Undefined: without their namespace they could be somebody else of that name. */
function nameOf(ref: string, template: string): string | undefined {
  const [, namespace, name] = REF.exec(ref) ?? [];
  if (name === undefined) return undefined;
  const isWhole =
    template.includes('{ref}') || template.includes('{namespace}');
  if (!isWhole && namespace !== DEFAULT_NAMESPACE) return undefined;
  return template
    .replaceAll('{ref}', ref)
    .replaceAll('{namespace}', namespace)
    .replaceAll('{name}', name);
}
