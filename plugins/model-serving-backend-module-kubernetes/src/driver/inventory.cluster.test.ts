import type { V1Deployment } from '@kubernetes/client-node';
import { ClusterTestBed, onCluster } from '../__testUtils__/ClusterTestBed';
import { createObject, readObject, resourceTypes } from '../client';

jest.setTimeout(600_000);

onCluster('what a cluster holds', () => {
  let bed: ClusterTestBed;

  beforeEach(async () => {
    bed = await ClusterTestBed.create();
  });

  afterEach(() => bed?.close());

  const deployment = (name: string) =>
    readObject<V1Deployment>(bed.client, resourceTypes.Deployment, {
      namespace: bed.namespace,
      name,
    });

  it('is listed by the service and the portal that made it, and goes when it is asked for', async () => {
    const driver = await bed.started('portal-1');
    await driver.apply(bed.revision('iris'), 2);
    await driver.apply(bed.revision('other'), 0);
    // Somebody's copy, labels and all
    const { metadata, spec } = (await deployment('iris-predictor-00001'))!;
    await createObject(bed.client, resourceTypes.Deployment, {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: {
        name: 'copy',
        namespace: bed.namespace,
        labels: metadata!.labels!,
      },
      spec: { ...spec!, replicas: 0 },
    } as V1Deployment);

    const all = await driver.inventory.list();
    expect(all.map(({ name }) => name).sort()).toEqual(['iris', 'other']);
    const iris = all.find(({ name }) => name === 'iris')!;
    expect(iris).toEqual({
      namespace: bed.namespace,
      name: 'iris',
      serviceUid: 'uid-of-iris',
      portal: 'portal-1',
      objects: [
        { kind: 'Deployment', name: 'iris-predictor-00001' },
        { kind: 'Service', name: 'iris-predictor' },
      ],
      replicas: 2,
      since: new Date(metadata!.creationTimestamp!).toISOString(),
    });

    await driver.inventory.discard({ ...iris, portal: 'portal-2' });
    expect(await driver.inventory.list()).toHaveLength(2);
    await driver.inventory.discard(iris);
    const left = await driver.inventory.list();
    expect(left.map(({ name }) => name)).toEqual(['other']);
    expect(await deployment('copy')).toBeDefined();
  });

  it('is nobody else’s, whoever has the name by now', async () => {
    const driver = await bed.started();
    const before = bed.revision('iris');
    await driver.apply(before, 0);

    const after = { ...before, serviceUid: 'uid-of-another' };
    await driver.apply(after, 1);
    const [facts] = driver.facts(after.service);
    expect(facts.failure?.message).toContain(
      "a Deployment 'iris-predictor-00001' that Greenroom did not write for this deployment",
    );
    expect(facts.replicas).toEqual([]);

    await driver.remove(after.key, after.serviceUid);
    expect(await deployment(after.name)).toBeDefined();
    await driver.remove(before.key, before.serviceUid);
    expect(await deployment(after.name)).toBeUndefined();
  });

  it('leaves a Secret of its name alone that somebody else made', async () => {
    const driver = await bed.started();
    bed.values = { HF_TOKEN: 'hf' };
    const revision = {
      ...bed.revision('iris'),
      model: { uri: 'hf://a/b', connection: 'hub' },
    };
    const at = {
      namespace: bed.namespace,
      name: 'iris-predictor-00001-storage',
    };
    const theirs = { apiVersion: 'v1', kind: 'Secret', metadata: at };
    await createObject(bed.client, resourceTypes.Secret, theirs);
    await driver.apply(revision, 1);
    const [facts] = driver.facts(revision.service);
    expect(facts.failure).toMatchObject({
      code: 'InvalidSpec',
      message: expect.stringContaining("a Secret '"),
    });
    await driver.remove(revision.key, revision.serviceUid);
    expect(
      await readObject(bed.client, resourceTypes.Secret, at),
    ).toMatchObject({ metadata: at });
  });
});
