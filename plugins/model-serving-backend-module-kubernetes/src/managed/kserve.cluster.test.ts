import type { InferenceService } from '@greenroom/backstage-plugin-model-serving-common';
import { StandInController } from '@greenroom/dev-kserve';
import { onCluster } from '../__testUtils__/ClusterTestBed';
import { KServeTestBed } from '../__testUtils__/KServeTestBed';
import type { KServeDriver } from './KServeDriver';

jest.setTimeout(600_000);

const DEADLINE_MS = 120_000;
const IMAGE = `${process.env.GREENROOM_TEST_IMAGES}/test-replica:test`;

onCluster('KServeDriver beside a controller that plays KServe', () => {
  let bed: KServeTestBed;
  let driver: KServeDriver;
  let controller: StandInController;

  beforeEach(async () => {
    bed = await KServeTestBed.create();
    const { config, namespace } = bed;
    controller = await StandInController.start({
      config,
      namespace,
      image: IMAGE,
    });
    driver = await bed.started();
  });

  afterEach(async () => {
    await controller.close();
    await bed.close();
  });

  const ref = (name = 'iris') => ({
    kind: 'InferenceService' as const,
    namespace: bed.namespace,
    name,
  });
  const service = (container: object = {}): InferenceService => ({
    apiVersion: 'serving.kserve.io/v1beta1',
    kind: 'InferenceService',
    metadata: { name: 'iris', namespace: bed.namespace },
    spec: {
      predictor: {
        containers: [{ name: 'kserve-container', image: IMAGE, ...container }],
      },
    },
  });
  const condition = (type: string) =>
    driver
      .object(ref())
      ?.status?.conditions?.find(found => found.type === type);
  const facts = () => driver.facts(ref());

  it('shows a service that comes up, its replica, what it prints and answers', async () => {
    const written = await driver.write('InferenceService', service());
    expect(written.status).toBeUndefined();
    await until(() => condition('Ready')?.status === 'True');
    const { status } = driver.object(ref())!;
    expect(status?.url).toBe(`http://iris-${bed.namespace}.example.com`);
    await until(() => facts()[0]?.replicas[0]?.state === 'ready');
    const [{ key, desired, replicas, failure }] = facts();
    expect({ key, desired, failure }).toEqual({
      key: `${bed.namespace}/iris-predictor`,
      desired: 1,
      failure: undefined,
    });
    const [{ id }] = replicas;
    const answer = await driver.request(key, id, '/hello');
    expect(await answer.json()).toEqual({ url: '/hello' });
    const lines: string[] = [];
    for await (const { text } of driver.logs({ keys: [key] })) lines.push(text);
    expect(lines).toContain('GET /hello');
    const events = await driver.events(ref(), 100);
    expect(events.map(({ object = '' }) => object.split('/')[0])).toEqual(
      expect.arrayContaining(['Deployment', 'ReplicaSet', 'Pod']),
    );
  });

  it('sees a crash loop while KServe says that all is pending', async () => {
    const env = [{ name: 'BEHAVIOR', value: 'exit:3' }];
    await driver.write('InferenceService', service({ env }));
    await until(() => facts()[0]?.failure !== undefined);
    expect(facts()[0].failure).toMatchObject({
      code: 'ModelLoadFailed',
      exitCode: 3,
    });
    expect(driver.object(ref())?.status?.modelStatus).toMatchObject({
      states: { targetModelState: 'Pending' },
      transitionStatus: 'InProgress',
    });
    const [{ key }] = facts();
    // The kubelet keeps the last container only, and needs a moment to say which that is.
    await until(async () => {
      const lines: string[] = [];
      for await (const { text, isPrevious } of driver.logs({ keys: [key] }))
        if (isPrevious) lines.push(text);
      return lines.includes('cannot load the model');
    });
  });

  it('sees an image that cannot be had while KServe speaks of availability', async () => {
    const image = 'registry.invalid/echo:1';
    await driver.write('InferenceService', service({ image }));
    await until(() => facts()[0]?.failure !== undefined);
    expect(facts()[0].failure?.code).toMatch(/^Image/);
    await until(
      () =>
        condition('PredictorReady')?.reason === 'MinimumReplicasUnavailable',
    );
    expect(condition('Ready')?.reason).toBe('Predictor ingress not created');
    const events = await driver.events(ref(), 100);
    expect(
      events.some(
        ({ object = '', type }) =>
          type === 'Warning' && object.startsWith('Pod/iris-predictor-'),
      ),
    ).toBe(true);
  });

  it('shows what KServe says of a runtime that is missing', async () => {
    await driver.write('InferenceService', {
      ...service(),
      spec: {
        predictor: {
          model: {
            modelFormat: { name: 'sklearn' },
            runtime: 'missing',
            storageUri: 's3://models/iris',
          },
        },
      },
    });
    await until(
      () => condition('Ready')?.reason === 'Predictor ingress not created',
    );
    expect(driver.object(ref())?.status?.modelStatus).toMatchObject({
      transitionStatus: 'InvalidSpec',
      lastFailureInfo: { reason: 'RuntimeNotRecognized' },
    });
    expect(facts()).toEqual([]);
  });

  it('shows a canary that is ready, as a Deployment of its own', async () => {
    const { spec } = service();
    await driver.write('InferenceService', {
      ...service(),
      spec: {
        ...spec,
        canary: [{ trafficPercent: 25, predictor: { name: 'v2' } }],
      } as InferenceService['spec'],
    });
    await until(() => condition('CanaryPredictorReady')?.status === 'True');
    expect(driver.object(ref())?.status?.canaryStatuses).toEqual([
      expect.objectContaining({ name: 'v2', ready: true, trafficPercent: 25 }),
    ]);
    await until(
      () =>
        facts().filter(({ replicas }) => replicas[0]?.state === 'ready')
          .length === 2,
    );
    expect(
      facts()
        .map(({ key }) => key)
        .sort(),
    ).toEqual([
      `${bed.namespace}/iris-predictor`,
      `${bed.namespace}/iris-v2-predictor`,
    ]);
  });

  it('sees what the router of a graph does, of which KServe says Ready', async () => {
    await driver.write('InferenceService', service());
    await until(() => condition('Ready')?.status === 'True');
    const flow = { ...ref('flow'), kind: 'InferenceGraph' as const };
    await driver.write('InferenceGraph', {
      apiVersion: 'serving.kserve.io/v1alpha1',
      kind: 'InferenceGraph',
      metadata: { name: 'flow', namespace: bed.namespace },
      spec: {
        nodes: {
          root: { routerType: 'Sequence', steps: [{ serviceName: 'iris' }] },
        },
        resources: {
          requests: { cpu: '5m', memory: '64Mi' },
          limits: { memory: '64Mi' },
        },
      },
    });
    const router = () => driver.routerFacts(flow)[0];
    const isReady = () =>
      driver
        .object(flow)
        ?.status?.conditions?.some(
          ({ type, status }) => type === 'Ready' && status === 'True',
        ) ?? false;
    await until(() => router()?.replicas[0]?.state === 'ready' && isReady());
    expect(router()).toMatchObject({
      key: `${bed.namespace}/flow`,
      desired: 1,
    });
    // It is none of the service
    expect(facts()).toHaveLength(1);

    // The one that answers goes with its Deployment: beside it the next would be a replica that fails, and no more
    const replaced = async (settings: object) => {
      controller.routers(settings);
      await bed.edit(flow, {
        metadata: { annotations: { 'serving.kserve.io/stop': 'true' } },
      });
      await until(() => router() === undefined);
      await bed.edit(flow, {
        metadata: { annotations: { 'serving.kserve.io/stop': 'false' } },
      });
      await until(() => router()?.failure !== undefined && isReady());
      return router().failure;
    };
    expect(await replaced({ env: { BEHAVIOR: 'exit:3' } })).toMatchObject({
      code: 'ModelLoadFailed',
      exitCode: 3,
    });
    await until(async () => {
      const written: string[] = [];
      for await (const { text } of driver.routerLogs(flow, {}))
        written.push(text);
      return written.includes('cannot load the model');
    });
    expect(await replaced({ env: { BEHAVIOR: 'eat' } })).toMatchObject({
      code: 'OutOfMemory',
    });
    const image = 'registry.invalid/router:1';
    expect((await replaced({ image }))?.code).toMatch(/^Image/);
    await until(async () => {
      const events = await driver.events(flow, 100);
      return events.some(
        ({ object = '', type }) =>
          type === 'Warning' && object.startsWith('Pod/flow-'),
      );
    });
  });

  it('stops a service, and deletes it when the controller is done', async () => {
    await driver.write('InferenceService', service());
    await until(() => condition('Ready')?.status === 'True');
    const running = driver.object(ref())!;
    await driver.write('InferenceService', {
      ...running,
      metadata: {
        ...running.metadata,
        annotations: { 'serving.kserve.io/stop': 'true' },
      },
    });
    await until(() => condition('Stopped')?.status === 'True');
    await until(() => facts().length === 0);
    await driver.remove(ref(), running.metadata.uid!);
    await until(() => driver.object(ref()) === undefined);
    expect(driver.objects('InferenceService')).toEqual([]);
  });

  it('shows what others edit, and never writes over it', async () => {
    await driver.write('InferenceService', service());
    await until(() => condition('Ready')?.status === 'True');
    const told = new Set<string>();
    driver.observe(({ kind, name }) => told.add(`${kind} ${name}`));
    await bed.edit(ref(), { spec: { predictor: { minReplicas: 2 } } });
    await until(() => driver.object(ref())?.spec.predictor.minReplicas === 2);
    expect(told).toContain('InferenceService iris');
    const edited = driver.object(ref())!;
    // A portal that starts anew, and everything that happens on the cluster, is no reason to write.
    const next = await bed.started();
    await until(() => next.facts(ref())[0] !== undefined);
    await bed.edit(ref(), { metadata: { labels: { 'team.example/x': '1' } } });
    await until(
      () => next.object(ref())?.metadata.labels?.['team.example/x'] === '1',
    );
    const { metadata, spec } = next.object(ref())!;
    expect(spec).toEqual(edited.spec);
    expect(metadata.generation).toBe(edited.metadata.generation);
  });
});

/** Looks until it holds. */
async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  const end = Date.now() + DEADLINE_MS;
  while (!(await holds())) {
    if (Date.now() > end) throw new Error(`not so within ${DEADLINE_MS} ms`);
    await new Promise(resolve => {
      setTimeout(resolve, 50);
    });
  }
}
