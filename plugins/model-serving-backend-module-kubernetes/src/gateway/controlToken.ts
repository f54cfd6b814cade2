import { randomBytes } from 'node:crypto';
import type { V1Secret } from '@kubernetes/client-node';
import {
  createObject,
  KubeApiError,
  KubeClient,
  readObject,
  resourceTypes,
} from '../client';
import type { GatewaySettings } from '../config';
import { FIELD_MANAGER, MANAGED_BY } from '../objects/labels';

const KEY = 'control-token';

/** Name of the Secret with the token of the gateways' control ports; their pods start when it is there. */
export function controlSecretOf({ service }: GatewaySettings): string {
  return `${service}-control`;
}

/**
 * The token of the gateways' control ports: what the Secret says, which is made by the first portal that comes.
 * @throws KubeApiError; Error if the Secret holds no token
 */
export async function controlToken(
  client: Pick<KubeClient, 'json'>,
  gateway: GatewaySettings,
): Promise<string> {
  const at = { namespace: gateway.namespace, name: controlSecretOf(gateway) };
  const found = await readObject<V1Secret>(client, resourceTypes.Secret, at);
  if (found) return tokenOf(found);
  const token = randomBytes(32).toString('base64url');
  try {
    await createObject<V1Secret>(client, resourceTypes.Secret, {
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { ...at, labels: { [MANAGED_BY]: FIELD_MANAGER } },
      type: 'Opaque',
      stringData: { [KEY]: token },
    });
    return token;
  } catch (error) {
    const isTaken = error instanceof KubeApiError && error.status === 409;
    const made = isTaken
      ? await readObject<V1Secret>(client, resourceTypes.Secret, at)
      : undefined;
    if (!made) throw error;
    return tokenOf(made);
  }
}

function tokenOf({ metadata, data }: V1Secret): string {
  const token = Buffer.from(data?.[KEY] ?? '', 'base64')
    .toString('utf8')
    .trim();
  if (token === '') {
    throw new Error(
      `the Secret '${metadata?.namespace}/${metadata?.name}' has no '${KEY}'; delete it to have one made, and restart the gateways`,
    );
  }
  return token;
}
