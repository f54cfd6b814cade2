import { isDeepStrictEqual } from 'node:util';
import type { DeploymentDetail } from '@greenroom/backstage-plugin-model-serving-common';
import { BackendProcess } from './__testUtils__/BackendProcess';
import {
  Deployments,
  flower,
  imageOf,
  KubernetesBed,
  labelOf,
  Load,
  onCluster,
  TestPortal,
  until,
} from './__testUtils__';

jest.setTimeout(600_000);

/** Images are there, but two cores start pods beside everything else. */
const SLOW_MS = 120_000;
const OF_IRIS = ['-l', 'serving.kserve.io/inferenceservice=iris'];
const OF_WRAPPED = ['-l', 'serving.kserve.io/inferenceservice=wrapped'];
/** A transformer that passes requests on to its predictor and marks what it answers. */
const WRAPPER = `
  const { parseArgs } = require('node:util');
  const options = { http_port: { type: 'string' }, predictor_host: { type: 'string' } };
  const { values } = parseArgs({ options, strict: false });
  require('node:http').createServer(async (request, response) => {
    const body = [];
    for await (const part of request) body.push(part);
    const answer = await fetch('http://' + values.predictor_host + request.url, {
      method: request.method,
      headers: { 'content-type': 'application/json' },
      body: Buffer.concat(body),
    });
    response.statusCode = answer.status;
    response.end(JSON.stringify({ ...(await answer.json()), wrapped: true }));
  }).listen(Number(values.http_port));
`;

onCluster('a deployment on plain Kubernetes', () => {
  let bed: KubernetesBed;
  let portal: TestPortal;
  let deployments: Deployments;
  let token: string;
  let path: string;
  let load: Load | undefined;

  beforeAll(async () => {
    bed = await KubernetesBed.create();
    portal = await TestPortal.onKubernetes(bed, {
      'stable-window': '6s',
      'scale-to-zero-grace-period': '1s',
    });
    deployments = new Deployments(portal);
    path = deployments.pathOf('iris');
    await deployments.connect('samples');
    await bed.gatewaysReady();
  });

  afterAll(async () => {
    await portal?.close();
    await bed?.close();
  });

  // Where a test ended before its load did
  afterEach(() => load?.stop());

  const scale = async (minReplicas: number, maxReplicas = 3) => {
    const to = { minReplicas, maxReplicas };
    const answer = await deployments.call('POST', `${path}/scale`, to);
    expect(answer).toMatchObject({ status: 202 });
  };
  const untilReplicas = (count: number) =>
    deployments.untilSeen(
      'iris',
      ({ replicas }) => replicas.ready === count && replicas.desired === count,
      SLOW_MS,
    );
  const predict = () => deployments.predict('iris', flower.features, token);
  const loadOf = (clients: number, more: { asksAgain?: boolean } = {}) => {
    load = new Load({ deployments, name: 'iris', token, clients, ...more });
    return load;
  };
  /** What went wrong until some more requests were answered after something was done to them. */
  const failuresOf = async (under: Load) => {
    await under.more(50);
    await under.stop();
    return under.failures;
  };
  const pods = () => bed.objects('pods', ...OF_IRIS);
  /** Of those that are to stay. */
  const uids = async () =>
    (await pods())
      .filter(({ metadata }) => !metadata.deletionTimestamp)
      .map(({ metadata }) => metadata.uid)
      .sort();
  /** Of its endpoints, without their hosts. */
  const pathsOf = ({ endpoints }: DeploymentDetail) =>
    endpoints.map(({ url }) => new URL(url).pathname);
  /** Shares of the revisions of the predictor, by number. */
  const sharesOf = ({ revisions }: DeploymentDetail) =>
    Object.fromEntries(
      revisions.map(({ number, percent }) => [number, percent]),
    );

  it('answers from a pod, with a model from a bucket, whoever shows a token', async () => {
    const service = deployments.service('iris', 'samples');
    Object.assign(service.spec.predictor.model!, {
      // Small, so that several fit beside everything else
      resources: { requests: { cpu: '20m', memory: '64Mi' } },
    });
    const made = await deployments.call('POST', '/deployments', service);
    expect(made).toMatchObject({ status: 201 });
    await deployments.untilSeen(
      'iris',
      ({ state }) => state.word === 'Ready',
      SLOW_MS,
    );
    // What others can reach is guarded unless somebody says otherwise
    expect((await deployments.predict('iris')).status).toBe(401);
    const { body } = await deployments.call('POST', `${path}/tokens`, {
      name: 'shop',
    });
    token = body.value;
    const answer = await until('the token is known', async () => {
      const seen = await predict();
      return seen.status === 200 && seen;
    });
    expect(labelOf(answer)).toBe(flower.label);
  });

  it('copied from one machine says and answers the same, at the same address but for the host', async () => {
    const { namespace } = bed;
    const here = new Deployments({
      call: portal.call.bind(portal),
      bucket: portal.bucket,
      namespace,
      cluster: 'local',
      gatewayUrl: portal.localGatewayUrl,
    });
    await here.connect('samples', { cluster: 'local' });
    const made = await here.call(
      'POST',
      '/deployments?cluster=local',
      here.service('moved', 'samples'),
    );
    expect(made).toMatchObject({ status: 201 });
    const original = await here.untilSeen(
      'moved',
      ({ state }) => state.word === 'Ready',
      SLOW_MS,
    );

    const copy = `${here.pathOf('moved')}/copy`;
    const to = { cluster: 'kube', namespace, name: 'moved' };
    const { body: preview } = await here.call(
      'POST',
      `${copy}?dryRun=true`,
      to,
    );
    expect(preview).toMatchObject({
      errors: [],
      changes: [{ path: 'metadata.annotations[greenroom/copied-from]' }],
    });
    expect(preview.changes).toHaveLength(1);
    const copied = await here.call('POST', copy, to);
    expect(copied).toMatchObject({ status: 201 });
    const there = await deployments.untilSeen(
      'moved',
      ({ state }) => state.word === 'Ready',
      SLOW_MS,
    );

    expect(there.fullState.headline).toBe(original.fullState.headline);
    expect(pathsOf(there)).toEqual(pathsOf(original));
    const { body } = await deployments.call(
      'POST',
      `${deployments.pathOf('moved')}/tokens`,
      { name: 'shop' },
    );
    const answer = await until('the token is known', async () => {
      const seen = await deployments.predict(
        'moved',
        flower.features,
        body.value,
      );
      return seen.status === 200 && seen;
    });
    const { outputs } = (await here.predict('moved')).body;
    expect(answer.body.outputs).toEqual(outputs);
    await here.remove('moved');
    await deployments.remove('moved');
  });

  it('is what KServe would write, and holds no secret in the open', async () => {
    const [deployment] = await bed.objects('deployments', ...OF_IRIS);
    expect(deployment.metadata).toMatchObject({
      name: 'iris-predictor-00001',
      labels: { component: 'predictor', app: 'isvc.iris-predictor' },
    });
    const [{ metadata }] = await bed.objects('services', ...OF_IRIS);
    expect(metadata.name).toBe('iris-predictor');
    expect(JSON.stringify([deployment, await pods()])).not.toContain(
      'secret-key-of-the-flows',
    );
  });

  it('grows to three under load, loses nothing, and shrinks again', async () => {
    const clients = loadOf(4);
    await scale(3);
    await untilReplicas(3);
    await clients.more(100);
    await scale(1, 1);
    await untilReplicas(1);
    expect(await failuresOf(clients)).toEqual([]);
  });

  it('rests without requests, and wakes for one', async () => {
    await scale(0, 2);
    await deployments.untilSeen(
      'iris',
      ({ state, replicas }) =>
        state.word === 'Idle' && replicas.ready === 0 && replicas.desired === 0,
      SLOW_MS,
    );
    await until('no pod is left', async () => (await pods()).length === 0);
    const answer = await predict();
    expect(answer).toMatchObject({ status: 200 });
    expect(labelOf(answer)).toBe(flower.label);
  });

  it('loses nothing when a pod is told to go', async () => {
    await scale(2, 2);
    await untilReplicas(2);
    const [first] = await pods();
    const clients = loadOf(4);
    await clients.more(20);
    await bed.kubectl('delete', 'pod', first.metadata.name);
    await untilReplicas(2);
    expect(await failuresOf(clients)).toEqual([]);
    const names = (await pods()).map(({ metadata }) => metadata.name);
    expect(names).not.toContain(first.metadata.name);
  });

  it('loses no more than what a pod was answering that is killed', async () => {
    const victim = (await pods()).find(
      ({ metadata }) => !metadata.deletionTimestamp,
    );
    const clients = loadOf(4);
    await clients.more(20);
    await bed.kill(victim);
    await deployments.untilSeen(
      'iris',
      ({ replicas, state }) =>
        replicas.ready === 2 && state.notes.join().includes('Restarted'),
      SLOW_MS,
    );
    const failures = await failuresOf(clients);
    // Each client had at most one under way, and is told that nobody knows how far it came
    expect(failures.length).toBeLessThanOrEqual(4);
    for (const failure of failures)
      expect(failure).toMatchObject({
        status: 502,
        body: { reason: 'UpstreamReset' },
      });
  });

  it('loses nothing when the gateways are replaced', async () => {
    const clients = loadOf(4);
    await clients.more(20);
    await bed.gatewayKubectl(
      ...['rollout', 'restart', 'deployment/greenroom-gateway'],
    );
    await bed.gatewaysReady();
    expect(await failuresOf(clients)).toEqual([]);
  });

  it('loses nothing of who asks again when a gateway is killed', async () => {
    const [victim] = await bed.gatewayPods();
    const clients = loadOf(4, { asksAgain: true });
    await clients.more(20);
    await bed.kill(victim);
    await until('the gateway serves again', async () => {
      const now = (await bed.gatewayPods()).find(
        ({ metadata }) => metadata.name === victim.metadata.name,
      );
      const server = now?.status.containerStatuses[0];
      return server && server.restartCount > 0 && server.ready;
    });
    expect(await failuresOf(clients)).toEqual([]);
  });

  it('goes on while the portal is killed, and the next one ends what it had begun', async () => {
    const before = await uids();
    await portal.stop();
    const killed = await BackendProcess.start(portal.config('keep'));
    try {
      const clients = loadOf(2);
      await killed.says(/Acting as control plane/);
      const to = { minReplicas: 3, maxReplicas: 3 };
      const answer = await killed.call('POST', `${path}/scale`, to);
      expect(answer).toMatchObject({ status: 202 });
      await killed.kill();
      await clients.more(50);
      await portal.start('keep');
      await untilReplicas(3);
      expect(await uids()).toEqual(expect.arrayContaining(before));
      expect(await failuresOf(clients)).toEqual([]);
    } finally {
      await killed.kill();
    }
  });

  it('gives a canary its share, and takes it back by pods that never stopped', async () => {
    await scale(1, 1);
    await untilReplicas(1);
    await until('one is left', async () => (await uids()).length === 1);
    const [stable] = await uids();
    const clients = loadOf(3);
    const patched = await deployments.call('PATCH', path, {
      spec: {
        predictor: {
          canaryTrafficPercent: 25,
          model: { env: [{ name: 'CHANGED', value: '1' }] },
        },
      },
    });
    expect(patched).toMatchObject({ status: 200 });
    const canary = await deployments.untilSeen(
      'iris',
      detail => isDeepStrictEqual(sharesOf(detail), { 1: 75, 2: 25 }),
      SLOW_MS,
    );
    expect(canary.state.word).toBe('Ready');
    expect(await uids()).toHaveLength(2);
    await clients.more(50);
    const revision = 'iris-predictor-00001';
    const answer = await deployments.call('POST', `${path}/rollback`, {
      revision,
    });
    expect(answer).toMatchObject({ status: 202 });
    await deployments.untilSeen(
      'iris',
      detail => sharesOf(detail)[1] === 100,
      SLOW_MS,
    );
    await until('the canary is gone', async () => (await uids()).length === 1);
    expect(await uids()).toEqual([stable]);
    expect(await failuresOf(clients)).toEqual([]);
  });

  it('lets a transformer call its predictor, by a key that nobody reads in the objects', async () => {
    const service = deployments.service('wrapped', 'samples');
    const resources = { requests: { cpu: '20m', memory: '64Mi' } };
    Object.assign(service.spec.predictor.model!, { resources });
    service.spec.transformer = {
      containers: [
        {
          name: 'kserve-container',
          image: imageOf('test-replica'),
          command: ['/usr/local/bin/node', '-e', WRAPPER, '--'],
          env: [{ name: 'PROTOCOL', value: 'v2' }],
          resources,
        },
      ],
    };
    const made = await deployments.call('POST', '/deployments', service);
    expect(made).toMatchObject({ status: 201 });
    await deployments.untilSeen(
      'wrapped',
      ({ state }) => state.word === 'Ready',
      SLOW_MS,
    );
    const answer = await deployments.predictWithToken('wrapped');
    expect(labelOf(answer)).toBe(flower.label);
    expect(answer.body).toMatchObject({ wrapped: true });
    const seen = await bed.objects('deployments,pods', ...OF_WRAPPED);
    expect(JSON.stringify(seen)).not.toMatch(/\/predictor\/[A-Za-z0-9]/);
  });

  it('asks both in a graph, which needs a token of its own', async () => {
    const { namespace } = bed;
    const at = `kube/${namespace}/both`;
    const made = await deployments.call(
      'PUT',
      `/resources/InferenceGraph/${at}`,
      {
        apiVersion: 'serving.kserve.io/v1alpha1',
        kind: 'InferenceGraph',
        metadata: { name: 'both', namespace },
        spec: {
          nodes: {
            root: {
              routerType: 'Ensemble',
              steps: ['iris', 'wrapped'].map(name => ({
                name,
                serviceName: name,
              })),
            },
          },
        },
      },
    );
    expect(made).toMatchObject({ status: 201 });
    const { body } = await deployments.call('POST', `/graphs/${at}/tokens`, {
      name: 'shop',
    });
    const ask = async (shown: string) => {
      const answer = await fetch(`${bed.gatewayUrl}/graphs/${namespace}/both`, {
        method: 'POST',
        headers: {
          authorization: `Bearer ${shown}`,
          'content-type': 'application/json',
        },
        body: JSON.stringify({ instances: [flower.features] }),
      });
      return { status: answer.status, body: await answer.json() };
    };
    const answer = await until('the graph is known', async () => {
      const seen = await ask(body.value);
      return seen.status === 200 && seen;
    });
    expect(Object.keys(answer.body)).toEqual(['iris', 'wrapped']);
    expect(await ask(token)).toMatchObject({ status: 403 });
    const gone = await deployments.call(
      'DELETE',
      `/resources/InferenceGraph/${at}`,
    );
    expect(gone).toMatchObject({ status: 204 });
  });

  it.each([
    ['iris', OF_IRIS],
    ['wrapped', OF_WRAPPED],
  ])('leaves nothing of %s behind', async (name, selector) => {
    await deployments.call('DELETE', deployments.pathOf(name));
    await until(
      'it is gone',
      async () => !(await deployments.get(name)),
      SLOW_MS,
    );
    const kinds = ['deployments', 'pods', 'services', 'secrets', 'pdb'];
    const left = await until(
      'no object is left',
      async () => {
        const found = await bed.objects(kinds.join(','), ...selector);
        return found.length === 0 && found;
      },
      SLOW_MS,
    );
    expect(left).toEqual([]);
  });
});
