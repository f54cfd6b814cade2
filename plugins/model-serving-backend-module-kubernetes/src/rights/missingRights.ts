import type { KubeClient } from '../client';
import type { Right } from './requiredRights';

const REVIEWS = '/apis/authorization.k8s.io/v1/selfsubjectaccessreviews';
/** Asked at once. */
const AT_ONCE = 8;

/** Those rights that the API server says we do not have. */
export async function missingRights<R extends Right>(
  client: Pick<KubeClient, 'json'>,
  rights: readonly R[],
): Promise<readonly R[]> {
  const missing: R[] = [];
  for (let from = 0; from < rights.length; from += AT_ONCE) {
    const asked = rights.slice(from, from + AT_ONCE);
    const answers = await Promise.all(
      asked.map(right => isAllowed(client, right)),
    );
    missing.push(...asked.filter((_, index) => !answers[index]));
  }
  return missing;
}

/**
 * `create, patch secrets in the namespace 'demo'; …`: what is missing in several namespaces is said once, and so are they.
 */
export function describeMissing(missing: readonly Right[]): string {
  const verbs = groupedBy(missing, ({ namespace = '', group, resource }) =>
    [namespace, `${resource}${group ? `.${group}` : ''}`].join(' '),
  );
  const lines = [...verbs].map(([key, rights]) => {
    const [namespace, resource] = key.split(' ');
    const names = rights.map(({ verb }) => verb).join(', ');
    return { namespace, what: `${names} ${resource}` };
  });
  const places = groupedBy(lines, ({ what }) => what);
  const rights = [...places].map(([what, at]) => ({
    what,
    where: whereOf(at.map(({ namespace }) => namespace)),
  }));
  return [...groupedBy(rights, ({ where }) => where)]
    .map(
      ([where, each]) =>
        `${each.map(({ what }) => what).join('; ')} in ${where}`,
    )
    .join('; ');
}

/** `''` is the whole cluster. */
function whereOf(namespaces: readonly string[]): string {
  const named = namespaces.filter(name => name !== '');
  const quoted = named.map(name => `'${name}'`).join(', ');
  return [
    ...(named.length < namespaces.length ? ['the whole cluster'] : []),
    ...(named.length === 1 ? [`the namespace ${quoted}`] : []),
    ...(named.length > 1 ? [`the namespaces ${quoted}`] : []),
  ].join(' and ');
}

function groupedBy<T>(
  items: readonly T[],
  keyOf: (item: T) => string,
): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const item of items) {
    const key = keyOf(item);
    groups.set(key, [...(groups.get(key) ?? []), item]);
  }
  return groups;
}

async function isAllowed(
  client: Pick<KubeClient, 'json'>,
  { namespace, group, resource, verb, name: object }: Right,
): Promise<boolean> {
  const [name, subresource] = resource.split('/');
  const { status } = await client.json<{ status: { allowed: boolean } }>(
    REVIEWS,
    {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        apiVersion: 'authorization.k8s.io/v1',
        kind: 'SelfSubjectAccessReview',
        spec: {
          resourceAttributes: {
            namespace,
            group,
            resource: name,
            verb,
            ...(subresource ? { subresource } : {}),
            ...(object ? { name: object } : {}),
          },
        },
      }),
    },
  );
  return status.allowed;
}
