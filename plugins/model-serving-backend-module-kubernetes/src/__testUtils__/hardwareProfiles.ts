import type { V1CustomResourceDefinition } from '@kubernetes/client-node';
import { applyObject, KubeClient, ResourceType } from '../client';

/**
 * Open Data Hub's definition under a group of its own: the real one would make a cluster with Open Data Hub of the one that
 * all tests share.
 */
const GROUP = 'hardware.test.greenroom';
const DEFINITIONS: ResourceType = {
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  plural: 'customresourcedefinitions',
};

/** As which the cluster of tests has hardware profiles. */
export const hardwareProfiles: ResourceType = {
  apiVersion: `${GROUP}/v1`,
  kind: 'HardwareProfile',
  plural: 'hardwareprofiles',
};

const text = { type: 'string' };
const count = {
  anyOf: [{ type: 'integer' }, { type: 'string' }],
  'x-kubernetes-int-or-string': true,
};
const map = { type: 'object', additionalProperties: text };

/** Fields and rules as opendatahub-operator's `api/infrastructure/v1` has them, without descriptions. */
const spec = {
  type: 'object',
  properties: {
    identifiers: {
      type: 'array',
      items: {
        type: 'object',
        required: ['displayName', 'identifier', 'minCount', 'defaultCount'],
        properties: {
          displayName: text,
          identifier: text,
          minCount: count,
          maxCount: count,
          defaultCount: count,
          resourceType: { ...text, enum: ['CPU', 'Memory', 'Accelerator'] },
        },
      },
    },
    scheduling: {
      type: 'object',
      required: ['type'],
      properties: {
        type: { ...text, enum: ['Queue', 'Node'] },
        kueue: {
          type: 'object',
          required: ['localQueueName'],
          properties: {
            localQueueName: { ...text, minLength: 1 },
            priorityClass: text,
          },
        },
        node: {
          type: 'object',
          properties: {
            nodeSelector: map,
            tolerations: {
              type: 'array',
              items: {
                type: 'object',
                properties: {
                  effect: text,
                  key: text,
                  operator: text,
                  tolerationSeconds: { type: 'integer', format: 'int64' },
                  value: text,
                },
              },
            },
          },
        },
      },
      'x-kubernetes-validations': [
        {
          rule: "self.type == 'Queue' ? (has(self.kueue) && !has(self.node)) : true",
        },
        {
          rule: "self.type == 'Node' ? (has(self.node) && !has(self.kueue)) : true",
        },
      ],
    },
  },
};

/** Teaches a cluster what hardware profiles are; it stays there. */
export async function defineHardwareProfiles(
  client: Pick<KubeClient, 'json'>,
): Promise<void> {
  const { kind, plural } = hardwareProfiles;
  const definition = {
    apiVersion: DEFINITIONS.apiVersion,
    kind: DEFINITIONS.kind,
    metadata: { name: `${plural}.${GROUP}` },
    spec: {
      group: GROUP,
      scope: 'Namespaced',
      names: { kind, plural, singular: 'hardwareprofile' },
      versions: [
        {
          name: 'v1',
          served: true,
          storage: true,
          schema: {
            openAPIV3Schema: {
              type: 'object',
              required: ['spec'],
              properties: { spec },
            },
          },
        },
      ],
    },
  } as unknown as V1CustomResourceDefinition;
  await applyObject(client, DEFINITIONS, definition, 'greenroom-test');
}
