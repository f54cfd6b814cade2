import { setTimeout as delay } from 'node:timers/promises';
import { applyObject, KubeClient } from '../client';

const DEFINITION = {
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  plural: 'customresourcedefinitions',
};
const DEADLINE_MS = 180_000;

/**
 * HTTPRoutes of Gateway API, by no more of a schema than an API server asks for. Stays: other tests of the cluster may use
 * them too.
 */
export async function installHttpRoutes(client: KubeClient): Promise<void> {
  const open = {
    type: 'object',
    'x-kubernetes-preserve-unknown-fields': true,
  };
  const definition = {
    apiVersion: DEFINITION.apiVersion,
    kind: DEFINITION.kind,
    metadata: {
      name: 'httproutes.gateway.networking.k8s.io',
      annotations: {
        'api-approved.kubernetes.io': 'unapproved, for tests',
      },
    },
    spec: {
      group: 'gateway.networking.k8s.io',
      scope: 'Namespaced',
      names: { plural: 'httproutes', singular: 'httproute', kind: 'HTTPRoute' },
      versions: [
        {
          name: 'v1',
          served: true,
          storage: true,
          subresources: { status: {} },
          schema: {
            openAPIV3Schema: {
              type: 'object',
              properties: { spec: open, status: open },
            },
          },
        },
      ],
    },
  };
  await applyObject(client, DEFINITION, definition, 'greenroom-tests');
  const end = Date.now() + DEADLINE_MS;
  for (;;) {
    try {
      await client.json('/apis/gateway.networking.k8s.io/v1/httproutes');
      return;
    } catch (error) {
      if (Date.now() > end) throw error;
      await delay(100);
    }
  }
}
