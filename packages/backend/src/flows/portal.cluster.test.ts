import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  ClusterPortal,
  Deployments,
  flower,
  hasKubernetes,
  kubectl,
  KubernetesBed,
  labelOf,
  SampleBucket,
  until,
} from './__testUtils__';

jest.setTimeout(300_000);

/** Without a cluster this is counted as skipped, which CI takes for a failure. */
const onCluster = hasKubernetes ? describe : describe.skip;
const SLOW_MS = 120_000;

onCluster('the portal in the cluster that it deploys to', () => {
  let folder: string;
  let bucket: SampleBucket;
  let bed: KubernetesBed;
  let portal: ClusterPortal;
  let deployments: Deployments;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'portal-'));
    bed = await KubernetesBed.create();
    bucket = await SampleBucket.create(folder, bed.host);
    portal = await ClusterPortal.create(bed, bucket);
    deployments = new Deployments(portal);
    await bed.gatewaysReady();
  });

  afterAll(async () => {
    await bed?.close();
    await bucket?.close();
    await rm(folder, { recursive: true, force: true });
  });

  it('shows its pages, and knows who may call it', async () => {
    const page = await fetch(portal.url);
    expect(page.status).toBe(200);
    expect(await page.text()).toContain('<title>Greenroom');
    const nobody = await fetch(`${portal.url}/api/model-serving/deployments`);
    expect(nobody.status).toBe(401);
  });

  it('has the rights that it needs by its account, and misses none', async () => {
    const { body } = await deployments.call('GET', '/clusters');
    expect(body.items).toEqual([
      expect.objectContaining({ name: 'cluster', reachable: true }),
    ]);
  });

  it('deploys a model, which answers through the gateway beside it', async () => {
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

  it('leaves nothing of it behind', async () => {
    await deployments.call('DELETE', deployments.pathOf('iris'));
    const left = await until(
      'no object is left',
      async () => {
        const found = await bed.objects(
          'deployments,pods,services,secrets,pdb',
          ...['-l', 'serving.kserve.io/inferenceservice=iris'],
        );
        return found.length === 0 && found;
      },
      SLOW_MS,
    );
    expect(left).toEqual([]);
  });

  it('is replaced without a visitor who is turned away', async () => {
    const visits: (number | string)[] = [];
    let isOver = false;
    const visitor = (async () => {
      while (!isOver) {
        const seen = await fetch(portal.url, {
          headers: { connection: 'close' },
        }).then(
          async answer => {
            await answer.text();
            return answer.status;
          },
          error => String(error.cause ?? error),
        );
        visits.push(seen);
      }
    })();
    const inSystem = ['-n', bed.system];
    await kubectl(
      ...['rollout', 'restart', 'deployment/greenroom-portal', ...inSystem],
    );
    await kubectl(
      ...['rollout', 'status', 'deployment/greenroom-portal', ...inSystem],
      '--timeout=240s',
    );
    await until(
      'the one before has ended',
      async () => {
        const { items } = JSON.parse(
          await kubectl(
            ...['get', 'pods', ...inSystem, '-o', 'json'],
            ...['-l', 'app.kubernetes.io/name=greenroom-portal'],
          ),
        );
        return items.length === 1;
      },
      SLOW_MS,
    );
    isOver = true;
    await visitor;
    expect(visits.filter(seen => seen !== 200)).toEqual([]);
    expect(visits.length).toBeGreaterThan(10);
  });
});
