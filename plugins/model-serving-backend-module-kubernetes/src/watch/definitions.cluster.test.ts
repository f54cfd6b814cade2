import { randomBytes } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import type { KubernetesObject } from '@kubernetes/client-node';
import { ClusterTestBed, onCluster } from '../__testUtils__/ClusterTestBed';
import { eventually } from '../__testUtils__/eventually';
import { untilPasses } from '../__testUtils__/untilPasses';
import { createObject, deleteObject, ResourceType } from '../client';
import { ObjectCache } from './ObjectCache';

jest.setTimeout(600_000);

const DEFINITION = {
  apiVersion: 'apiextensions.k8s.io/v1',
  kind: 'CustomResourceDefinition',
  plural: 'customresourcedefinitions',
};

onCluster('a kind whose definition goes and comes back', () => {
  const group = `test-${randomBytes(3).toString('hex')}.greenroom.test`;
  const name = `things.${group}`;
  const type: ResourceType = {
    apiVersion: `${group}/v1`,
    kind: 'Thing',
    plural: 'things',
  };
  let bed: ClusterTestBed;
  let cache: ObjectCache<KubernetesObject> | undefined;

  const define = () =>
    createObject(bed.client, DEFINITION, {
      ...DEFINITION,
      metadata: { name },
      spec: {
        group,
        scope: 'Namespaced',
        names: { kind: 'Thing', plural: 'things', singular: 'thing' },
        versions: [
          {
            name: 'v1',
            served: true,
            storage: true,
            schema: { openAPIV3Schema: { type: 'object' } },
          },
        ],
      },
    } as object);
  /** The API server serves a kind some time after it was defined. */
  const put = (thing: string) =>
    untilPasses(async () => {
      await createObject(bed.client, type, {
        ...type,
        metadata: { namespace: bed.namespace, name: thing },
      });
    });

  beforeAll(async () => {
    bed = await ClusterTestBed.create();
    await define();
  });

  afterAll(async () => {
    await cache?.close();
    await deleteObject(bed.client, DEFINITION, { name });
    await bed.close();
  });

  it('is said to be missing, and seen again, by the same watch', async () => {
    await put('first');
    const told: string[] = [];
    cache = await ObjectCache.start<KubernetesObject>({
      client: bed.client,
      type,
      namespace: bed.namespace,
      sleep: (ms, signal) =>
        delay(ms < 60_000 ? Math.min(ms, 200) : ms, undefined, { signal }),
      random: () => 0,
      listener: {
        onChange: ({ metadata }) => told.push(`${metadata?.name}`),
        onGone: ({ metadata }) => told.push(`no ${metadata?.name}`),
        onLost: ({ message }) => told.push(message),
        onFound: () => told.push('found'),
      },
    });
    await deleteObject(bed.client, DEFINITION, { name });
    const missing = `the cluster has no definition of Thing (${group}/v1) any more; ask who runs the cluster to install it again`;
    await eventually(`${missing} in ${told}`, () => told.includes(missing));
    expect(told).toContain('no first');

    await define();
    await put('second');
    await eventually('it is seen', () => told.includes('second'));
    expect(told).toContain('found');
  });
});
