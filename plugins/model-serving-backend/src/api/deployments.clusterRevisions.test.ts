import type {
  InferenceServiceStatus,
  RevisionContent,
  RevisionFacts,
} from '@greenroom/backstage-plugin-model-serving-common';
import { testObserved, testService } from '../store/__testUtils__';
import type { ObservedDeployment } from '../store';
import { FakeManagedDriver } from '../testing';
import { ApiTestBed } from './__testUtils__';

const IRIS = '/deployments/far/demo/iris';
const READY: InferenceServiceStatus = {
  clusterServingRuntimeName: 'kserve-onnx',
};

type Seen = ObservedDeployment['revisions'][number];

/** What the control plane saw of one. */
function seen(name: string, more: Partial<Seen> = {}): Seen {
  return {
    name,
    component: 'predictor',
    number: 1,
    percent: 100,
    facts: facts(name, { image: 'server:1', modelUri: 's3://models/iris' }),
    ...more,
  };
}

function facts(name: string, content?: RevisionContent): RevisionFacts {
  return {
    key: `demo/${name}`,
    createdAt: '2026-11-20T10:00:00.000Z',
    desired: 2,
    fetch: { state: 'fetched' },
    replicas: [
      { id: `${name}-a`, state: 'ready', restarts: 0 },
      { id: `${name}-b`, state: 'ended', restarts: 0 },
    ],
    ...(content ? { content } : {}),
    observedAt: '2026-11-21T12:00:00.000Z',
  };
}

describe('revisions of a deployment on a cluster that keeps them itself', () => {
  let bed: ApiTestBed;
  let uid: string;

  beforeEach(async () => {
    bed = await ApiTestBed.create({ farDriver: new FakeManagedDriver() });
    const { body } = await bed.call(
      'alice',
      'POST',
      '/deployments?cluster=far',
      testService({ owner: 'group:default/a' }),
    );
    uid = body.uid;
  });

  afterEach(() => bed.close());

  const runs = (status: InferenceServiceStatus, ...revisions: Seen[]) =>
    bed.stores.resources.updateObserved(
      uid,
      status,
      testObserved('ready', { revisions }),
    );
  const revisions = async () =>
    (await bed.call('alice', 'GET', `${IRIS}/revisions`)).body;

  it('are none while nothing runs, and the portal keeps none', async () => {
    expect(await revisions()).toEqual({
      kept: 0,
      source: 'cluster',
      items: [],
    });
  });

  it('are its Deployments, with what the cluster tells of them', async () => {
    await bed.call('alice', 'PATCH', IRIS, {
      spec: {
        canary: [
          {
            trafficPercent: 25,
            predictor: {
              name: 'v2',
              model: {
                modelFormat: { name: 'onnx' },
                storageUri: 's3://models/next',
              },
            },
          },
        ],
      },
    });
    const content: RevisionContent = {
      image: 'server:2',
      command: ['serve'],
      storage: { key: 'samples', path: 'next' },
      edition: 3,
    };
    await runs(
      READY,
      seen('iris-old-predictor', { number: 0, percent: 0 }),
      seen('iris-predictor', { percent: 75 }),
      seen('iris-v2-predictor', {
        percent: 25,
        isCanary: true,
        canary: 'v2',
        facts: facts('iris-v2-predictor', content),
      }),
    );
    const { items, source } = await revisions();
    expect(source).toBe('cluster');
    expect(items).toEqual([
      expect.objectContaining({
        name: 'iris-v2-predictor',
        isChangedInPlace: true,
        isCurrent: false,
        percent: 25,
        image: 'server:2',
        command: ['serve'],
        replicas: { ready: 1, total: 1 },
        because: {
          kind: 'spec',
          sentence: 'The spec names it as the canary "v2".',
        },
        rollbackProblem: expect.stringContaining('promote it'),
        unknown: [
          {
            field: 'modelUri',
            because: expect.stringContaining(
              'from the connection "samples" and the path "next"',
            ),
          },
          { field: 'runtime', because: expect.stringContaining('newest') },
          { field: 'diff', because: expect.stringContaining(', 2 times') },
        ],
      }),
      expect.objectContaining({
        name: 'iris-predictor',
        createdAt: '2026-11-20T10:00:00.000Z',
        isCurrent: true,
        percent: 75,
        image: 'server:1',
        modelUri: 's3://models/iris',
        runtime: 'kserve-onnx',
        rollbackProblem: 'It is what the current spec comes to.',
        unknown: [
          { field: 'diff', because: expect.stringContaining('in place') },
        ],
      }),
      expect.objectContaining({
        name: 'iris-old-predictor',
        isCurrent: false,
        because: {
          kind: 'cluster',
          sentence: expect.stringContaining('yet to remove it'),
        },
        rollbackProblem: expect.stringContaining('tab History'),
      }),
    ]);
    for (const item of items) expect(item).not.toHaveProperty('generation');
  });

  it('are Knative’s, each with what differs from the one before', async () => {
    const [old, next] = ['iris-predictor-00001', 'iris-predictor-00002'];
    await runs(
      { ...READY, components: { predictor: { latestCreatedRevision: next } } },
      seen(old, { percent: 90 }),
      seen(next, {
        number: 2,
        percent: 10,
        isCanary: true,
        facts: facts(next, { image: 'server:1', modelUri: 's3://models/2' }),
      }),
    );
    const { items } = await revisions();
    expect(items).toEqual([
      expect.objectContaining({
        name: next,
        number: 2,
        isCurrent: true,
        runtime: 'kserve-onnx',
        diff: [
          {
            path: 'modelUri',
            before: 's3://models/iris',
            after: 's3://models/2',
          },
        ],
        rollbackProblem: expect.stringContaining('canary of the current spec'),
      }),
      expect.objectContaining({
        name: old,
        isCurrent: false,
        because: expect.objectContaining({ kind: 'cluster' }),
        rollbackProblem: expect.stringContaining('tab History'),
        unknown: [expect.objectContaining({ field: 'runtime' })],
      }),
    ]);
    expect(items[0]).not.toHaveProperty('isChangedInPlace');
    expect(items[0]).not.toHaveProperty('unknown');
    expect(items[1]).not.toHaveProperty('diff');
  });

  it('of which only pods are left say what is not seen', async () => {
    const [old, next] = ['iris-predictor-00001', 'iris-predictor-00002'];
    await runs(
      {},
      seen(old, { facts: facts(old) }),
      seen(next, { number: 2, facts: undefined }),
    );
    const { items } = await revisions();
    const because = 'The cluster shows no Deployment of it.';
    expect(items[0]).toMatchObject({
      isCurrent: true,
      replicas: { ready: 0, total: 0 },
      unknown: [
        { field: 'modelUri', because },
        { field: 'runtime' },
        { field: 'image', because },
        { field: 'diff' },
      ],
    });
  });

  it.each([
    ['iris-predictor', 409, 'It is what the current spec comes to.'],
    ['iris-old-predictor', 409, 'go back to a write in the tab History'],
    ['other', 404, 'kept are iris-predictor, iris-old-predictor'],
  ])('take nobody back to %s: %d', async (revision, status, message) => {
    await runs(
      READY,
      seen('iris-old-predictor', { number: 0, percent: 0 }),
      seen('iris-predictor'),
    );
    const answer = await bed.call('alice', 'POST', `${IRIS}/rollback`, {
      revision,
    });
    expect(answer.status).toBe(status);
    expect(answer.body.error.message).toContain(message);
  });

  it('are in the detail under their names', async () => {
    await runs(READY, seen('iris-predictor'));
    const { body } = await bed.call('alice', 'GET', IRIS);
    expect(body.revisions).toEqual([
      expect.objectContaining({
        name: 'iris-predictor',
        isChangedInPlace: true,
      }),
    ]);
  });
});
