import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ClusterExamination } from '@greenroom/backstage-plugin-model-serving-common';
import {
  ClusterPortal,
  Deployments,
  flower,
  hasHelm,
  hasPostgres,
  hostOfTests,
  kubectl,
  labelOf,
  Load,
  onCluster,
  SampleBucket,
  until,
  Visitor,
} from './__testUtils__';

jest.setTimeout(600_000);

/** Without Helm or PostgreSQL this is counted as skipped, which CI takes for a failure. */
const onFullCluster = hasHelm && hasPostgres ? onCluster : describe.skip;
const SLOW_MS = 120_000;
/** What a namespace has of its own, and what tells of the past. */
const NOT_OURS =
  /^(configmap\/kube-root-ca.crt|serviceaccount\/default|event.*)$/;

onFullCluster('portal and gateway that Helm installs in their cluster', () => {
  let folder: string;
  let bucket: SampleBucket;
  let portal: ClusterPortal;
  let deployments: Deployments;
  let said: string;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'portal-'));
    bucket = await SampleBucket.create(folder, hostOfTests);
    portal = await ClusterPortal.create(bucket);
    said = await portal.install();
    deployments = new Deployments(portal);
  });

  afterAll(async () => {
    await portal?.close();
    await bucket?.close();
    await rm(folder, { recursive: true, force: true });
  });

  const gatewayFeature = async () => {
    const { body } = await deployments.call('GET', '/clusters/cluster');
    const { features }: ClusterExamination = body.examination;
    return features.find(({ feature }) => feature === 'gateway');
  };

  it('tells who installed them what is left to do, and nothing that is done', () => {
    expect(said).toContain(`-n ${portal.system} service/greenroom-portal`);
    expect(said).toContain('portal.gatewayUrl');
    expect(said).not.toMatch(/waits for the Secret|Nothing can be deployed/);
  });

  it('show their pages, and know who may call them', async () => {
    const page = await fetch(portal.url);
    expect(page.status).toBe(200);
    expect(await page.text()).toContain('<title>Greenroom');
    const nobody = await fetch(`${portal.url}/api/model-serving/deployments`);
    expect(nobody.status).toBe(401);
  });

  it('have the rights that they need by their account, and miss none', async () => {
    const { body } = await deployments.call('GET', '/clusters');
    expect(body.items).toEqual([
      expect.objectContaining({ name: 'cluster', reachable: true }),
    ]);
    expect(await gatewayFeature()).toMatchObject({ state: 'limited' });
  });

  it('deploy a model, which answers through the gateway', async () => {
    await deployments.connect('samples');
    const service = deployments.service('iris', 'samples');
    Object.assign(service.spec.predictor.model!, {
      resources: { requests: { cpu: '20m', memory: '64Mi' } },
    });
    const made = await deployments.call('POST', '/deployments', service);
    expect(made).toMatchObject({ status: 201 });
    await deployments.untilSeen(
      'iris',
      ({ state }) => state.word === 'Ready',
      SLOW_MS,
    );
    const answer = await deployments.predictWithToken('iris');
    expect(labelOf(answer)).toBe(flower.label);
  });

  it('are upgraded without a visitor or a client who is turned away', async () => {
    const { body } = await deployments.call(
      'POST',
      `${deployments.pathOf('iris')}/tokens`,
      { name: 'visitor' },
    );
    const token: string = body.value;
    await until('the token is known', async () => {
      const seen = await deployments.predict('iris', flower.features, token);
      return seen.status === 200;
    });
    const clients = new Load({ deployments, name: 'iris', token, clients: 2 });
    const visitor = new Visitor(portal.url);
    const pods = () =>
      portal.namesOf(
        ...[portal.system, 'pods', '-l'],
        'app.kubernetes.io/part-of=greenroom',
      );
    const before = await pods();
    expect(before).toHaveLength(3);
    await portal.upgrade(
      { resources: { requests: { cpu: '90m' } } },
      { gatewayUrl: portal.gatewayUrl },
    );
    await until(
      'those before have ended',
      async () => {
        const now = await pods();
        return now.length === 3 && !now.some(name => before.includes(name));
      },
      SLOW_MS,
    );
    await clients.more(20);
    await clients.stop();
    await visitor.stop();
    expect(clients.failures).toEqual([]);
    expect(visitor.seen.filter(seen => seen !== 200)).toEqual([]);
    expect(visitor.seen.length).toBeGreaterThan(10);
    // It was told, and knows what it knew.
    expect(await gatewayFeature()).toMatchObject({
      state: 'present',
      details: [portal.gatewayUrl],
    });
    await deployments.ready('iris');
  });

  it('leave nothing of a model behind', async () => {
    await deployments.call('DELETE', deployments.pathOf('iris'));
    const left = await until(
      'no object is left',
      async () => {
        const found = await portal.namesOf(
          ...[portal.namespace, 'deployments,pods,services,secrets,pdb', '-l'],
          'serving.kserve.io/inferenceservice=iris',
        );
        return found.length === 0 && found;
      },
      SLOW_MS,
    );
    expect(left).toEqual([]);
  });

  it('leave what the guide says when they are uninstalled, and nothing else', async () => {
    await portal.uninstall();
    const kinds = await kubectl(
      ...['api-resources', '--namespaced', '--verbs=list', '-o', 'name'],
    );
    const all = kinds.trim().split('\n').join(',');
    const left = async (namespace: string) =>
      (await portal.namesOf(namespace, all)).filter(
        name => !NOT_OURS.test(name),
      );
    await until(
      'no pod is left',
      async () => (await portal.namesOf(portal.system, 'pods')).length === 0,
      SLOW_MS,
    );
    expect(await left(portal.system)).toEqual([
      'secret/greenroom-gateway-control',
      'secret/greenroom-portal',
    ]);
    expect(await left(portal.namespace)).toEqual([]);
    const wide = await kubectl(
      ...['get', 'clusterroles,clusterrolebindings', '-o', 'name'],
    );
    expect(wide).not.toContain(portal.release);
  });
});
