import {
  type ClusterDetail,
  type DeploymentDetail,
  usageProblemIn,
} from '@greenroom/backstage-plugin-model-serving-common';
import {
  Deployments,
  KubernetesBed,
  onCluster,
  TestPortal,
  until,
} from './__testUtils__';
import { MetricsApi } from './__testUtils__/MetricsApi';

jest.setTimeout(600_000);

/** Images are there, but two cores start pods beside everything else; usage is asked for twice a minute. */
const SLOW_MS = 150_000;

onCluster('what replicas use, by the metrics API of a cluster', () => {
  let bed: KubernetesBed;
  let metrics: MetricsApi;
  let portal: TestPortal;
  let deployments: Deployments;

  const isReady = () =>
    deployments.untilSeen(
      'iris',
      ({ state }) => state.word === 'Ready',
      SLOW_MS,
    );

  beforeAll(async () => {
    bed = await KubernetesBed.create();
    metrics = await MetricsApi.serve(bed.namespace);
    portal = await TestPortal.onKubernetes(bed);
    deployments = new Deployments(portal);
    await deployments.connect('samples');
    const service = deployments.service('iris', 'samples');
    Object.assign(service.spec.predictor.model!, {
      resources: { requests: { cpu: '20m', memory: '64Mi' } },
    });
    await deployments.call('POST', '/deployments', service);
    await isReady();
  });

  // What is the whole cluster's goes first
  afterAll(async () => {
    await metrics?.close();
    await portal?.close();
    await bed?.close();
  });

  async function cluster(): Promise<ClusterDetail> {
    const { ref } = (await deployments.get('iris'))!;
    const { status, body } = await deployments.call(
      'GET',
      `/clusters/${ref.cluster}`,
    );
    expect(status).toBe(200);
    return body;
  }

  async function usageProblem(): Promise<string | undefined> {
    const { ref } = (await deployments.get('iris'))!;
    return usageProblemIn((await cluster()).capabilities, ref.namespace);
  }

  /** What the page says why nobody knows it; undefined: somebody does. */
  const untilProblem = (words: RegExp) =>
    until(
      `the cluster says ${words}`,
      async () => words.test((await usageProblem()) ?? ''),
      SLOW_MS,
    );

  const metricsServer = async () =>
    (await cluster()).examination?.features.find(
      ({ feature }) => feature === 'metrics-server',
    );

  const replicas = ({ revisions }: DeploymentDetail) =>
    revisions.flatMap(({ facts }) => facts?.replicas ?? []);

  it('is shown with each replica', async () => {
    const detail = await deployments.untilSeen(
      'iris',
      seen => replicas(seen).some(({ memoryBytes }) => memoryBytes),
      SLOW_MS,
    );
    const [replica] = replicas(detail);
    // A small model server that is at rest
    expect(replica.cpuCores).toBeGreaterThan(0);
    expect(replica.cpuCores).toBeLessThan(2);
    expect(replica.memoryBytes).toBeGreaterThan(10e6);
    expect(replica.memoryBytes).toBeLessThan(1e9);
    expect(await usageProblem()).toBeUndefined();
    expect(await metricsServer()).toMatchObject({
      state: 'present',
      version: 'v1beta1',
    });
  });

  it.each([
    [
      'whoever measures is down',
      () => metrics.stopAnswering(),
      /does not answer/,
      'limited',
    ],
    [
      'the cluster has no metrics API any more',
      () => metrics.unregister(),
      /has no metrics API/,
      'absent',
    ],
  ])(
    'is unknown, which is said, while %s; all else goes on',
    async (_, take, words, state) => {
      await take();
      await untilProblem(words);
      const detail = await isReady();
      const [replica] = replicas(detail);
      expect(replica).toMatchObject({ state: 'ready', restarts: 0 });
      expect(replica).not.toHaveProperty('memoryBytes');
      expect(replica).not.toHaveProperty('cpuCores');
      await until(
        `the metrics server is ${state}`,
        async () => (await metricsServer())?.state === state,
        SLOW_MS,
      );
      expect((await cluster()).reachable).toBe(true);
    },
  );
});
