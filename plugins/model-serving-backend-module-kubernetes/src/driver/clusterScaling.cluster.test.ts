import type {
  V1Deployment,
  V2HorizontalPodAutoscaler,
} from '@kubernetes/client-node';
import type { ClusterScale } from '@greenroom/backstage-plugin-model-serving-node';
import { ClusterTestBed, onCluster } from '../__testUtils__/ClusterTestBed';
import { untilPasses } from '../__testUtils__/untilPasses';
import {
  createObject,
  mergeObject,
  readObject,
  resourceTypes,
} from '../client';
import type { KubernetesDriver } from './KubernetesDriver';

jest.setTimeout(600_000);

const hpa: ClusterScale = {
  class: 'hpa',
  minReplicas: 2,
  maxReplicas: 5,
  metrics: [
    {
      type: 'Resource',
      resource: {
        name: 'cpu',
        target: { type: 'Utilization', averageUtilization: 60 },
      },
    },
  ],
  behavior: { scaleDown: { stabilizationWindowSeconds: 60 } },
};

onCluster('leaving replicas to autoscalers of a real cluster', () => {
  let bed: ClusterTestBed;
  let driver: KubernetesDriver;

  beforeEach(async () => {
    bed = await ClusterTestBed.create();
    driver = await bed.started();
  });

  afterEach(async () => {
    await bed.close();
  });

  const revision = () => bed.revision('busy');
  const at = () => ({ namespace: bed.namespace, name: revision().name });
  const readHpa = () =>
    readObject<V2HorizontalPodAutoscaler>(
      bed.client,
      resourceTypes.HorizontalPodAutoscaler,
      at(),
    );
  const readDeployment = () =>
    readObject<V1Deployment>(bed.client, resourceTypes.Deployment, at());
  /** As an autoscaler does it. */
  const scaleTo = (replicas: number) =>
    mergeObject(
      bed.client,
      resourceTypes.Deployment,
      at(),
      { spec: { replicas } },
      '/scale',
    );
  const facts = () => driver.facts()[0];

  it('writes an HPA with its Deployment, once, and leaves the number to it', async () => {
    await driver.apply(revision(), 2, hpa);
    const written = await readHpa();
    expect(written?.metadata?.labels).toMatchObject({
      component: 'predictor',
      'serving.kserve.io/inferenceservice': 'busy',
    });
    expect(written?.spec).toMatchObject({
      scaleTargetRef: { kind: 'Deployment', name: revision().name },
      minReplicas: 2,
      maxReplicas: 5,
      behavior: { scaleDown: { stabilizationWindowSeconds: 60 } },
    });
    expect((await readDeployment())?.spec?.replicas).toBe(2);
    expect(facts()).toMatchObject({
      desired: 2,
      scaledBy: { kind: 'HorizontalPodAutoscaler', name: revision().name },
    });

    await scaleTo(4);
    await untilPasses(async () => expect(facts().desired).toBe(4));
    const before = await readDeployment();
    await driver.apply(revision(), 4, hpa);
    expect((await readDeployment())?.metadata?.generation).toBe(
      before?.metadata?.generation,
    );
    // Another portal, or the same one later, with other bounds
    const next = await bed.started();
    await next.apply(revision(), 4, { ...hpa, maxReplicas: 6 });
    expect((await readHpa())?.spec?.maxReplicas).toBe(6);
    expect((await readDeployment())?.spec?.replicas).toBe(4);
  });

  it('keeps every replica when the number is left to it, and takes it back', async () => {
    await driver.apply(revision(), 3);
    await untilPasses(async () =>
      expect(
        facts().replicas.filter(({ state }) => state === 'ready'),
      ).toHaveLength(3),
    );
    const ids = () =>
      facts()
        .replicas.map(({ id }) => id)
        .sort();
    const before = ids();
    await driver.apply(revision(), 3, hpa);
    expect((await readDeployment())?.spec?.replicas).toBe(3);
    expect(ids()).toEqual(before);

    await driver.apply(revision(), 3);
    expect(await readHpa()).toBeUndefined();
    expect((await readDeployment())?.spec?.replicas).toBe(3);
    expect(ids()).toEqual(before);
    expect(facts()).not.toHaveProperty('scaledBy');

    await driver.apply(revision(), 0);
    for (const id of before) await driver.drained(revision().key, id);
    await untilPasses(async () =>
      expect((await readDeployment())?.spec?.replicas).toBe(0),
    );
  });

  it('is removed with its revision', async () => {
    await driver.apply(revision(), 2, hpa);
    await driver.remove(revision().key, revision().serviceUid);
    await untilPasses(async () => expect(await readHpa()).toBeUndefined());
  });

  it.each([
    [
      'the API server refuses it',
      { ...hpa, behavior: { scaleUp: { selectPolicy: 'Sometimes' } } },
      /scaleUp\.selectPolicy.*Sometimes/,
    ],
    [
      'the cluster has no KEDA',
      { ...hpa, class: 'keda' as const },
      /no ScaledObject \(keda\.sh\/v1alpha1\).*class keda/,
    ],
  ])('writes nothing at all where %s', async (_why, scale, message) => {
    await driver.apply(revision(), 2, scale);
    expect(facts().failure).toMatchObject({ code: 'InvalidSpec' });
    expect(facts().failure?.message).toMatch(message);
    expect(await readDeployment()).toBeUndefined();
    // It says so as long as it is so, and goes on when it is not
    await driver.apply(revision(), 2, scale);
    expect(facts().failure?.message).toMatch(message);
    await driver.apply(revision(), 1);
    expect(facts()).not.toHaveProperty('failure');
  });

  it('never takes an HPA of the name that is somebody else’s', async () => {
    await createObject(bed.client, resourceTypes.HorizontalPodAutoscaler, {
      apiVersion: 'autoscaling/v2',
      kind: 'HorizontalPodAutoscaler',
      metadata: at(),
      ...{
        spec: {
          maxReplicas: 9,
          scaleTargetRef: {
            apiVersion: 'apps/v1',
            kind: 'Deployment',
            name: 'theirs',
          },
        },
      },
    });
    await driver.apply(revision(), 2, hpa);
    expect(facts().failure?.message).toContain(
      `a HorizontalPodAutoscaler '${revision().name}' that Greenroom did not`,
    );
    expect((await readHpa())?.spec?.maxReplicas).toBe(9);
  });
});
