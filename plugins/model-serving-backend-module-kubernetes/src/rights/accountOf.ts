import { KubeApiError, KubeClient } from '../client';

const REVIEWS = '/apis/authentication.k8s.io/v1/selfsubjectreviews';

/** What the cluster calls our account; undefined where it does not say. */
export async function accountOf(
  client: Pick<KubeClient, 'json'>,
): Promise<string | undefined> {
  try {
    const { status } = await client.json<{
      status?: { userInfo?: { username?: string } };
    }>(REVIEWS, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({
        apiVersion: 'authentication.k8s.io/v1',
        kind: 'SelfSubjectReview',
      }),
    });
    return status?.userInfo?.username;
  } catch (error) {
    // Before Kubernetes 1.28 nobody could ask.
    if (error instanceof KubeApiError) return undefined;
    throw error;
  }
}
