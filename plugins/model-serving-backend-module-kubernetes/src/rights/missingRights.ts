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

/** `may not create and patch secrets in the namespace 'demo'; …`, by namespace and resource. */
export function describeMissing(missing: readonly Right[]): string {
  const verbs = new Map<string, string[]>();
  for (const { namespace, group, resource, verb } of missing) {
    const where = namespace
      ? `the namespace '${namespace}'`
      : 'the whole cluster';
    const of = `${resource}${group ? `.${group}` : ''} in ${where}`;
    verbs.set(of, [...(verbs.get(of) ?? []), verb]);
  }
  return [...verbs]
    .map(([of, names]) => `${names.join(', ')} ${of}`)
    .join('; ');
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
