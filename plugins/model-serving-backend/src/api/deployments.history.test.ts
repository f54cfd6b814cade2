import { NotAllowedError } from '@backstage/errors';
import type { StoredRevision } from '../store';
import type { testService } from '../store/__testUtils__';
import { ApiTestBed, type Answer, type Caller } from './__testUtils__';

const IRIS = '/deployments/local/demo/iris';

describe('history, revisions and rollback of deployments', () => {
  let bed: ApiTestBed;

  beforeEach(async () => {
    bed = await ApiTestBed.create();
  });

  afterEach(() => bed.close());

  const deploy = (more: Parameters<typeof testService>[0] = {}) =>
    bed.deploy({ owner: 'group:default/a', minReplicas: 1, ...more });
  const patch = (
    body: object,
    headers: Record<string, string> = {},
    as: Caller = 'alice',
  ) => bed.call(as, 'PATCH', IRIS, body, headers);
  const uri = (storageUri: string) => ({
    spec: { predictor: { model: { storageUri } } },
  });
  const scale = (minReplicas: number) =>
    bed.call('alice', 'POST', `${IRIS}/scale`, { minReplicas });
  const history = async (): Promise<Answer['body'][]> =>
    (await bed.call('alice', 'GET', `${IRIS}/history`)).body.items;
  const rollback = (body: unknown, as: Caller = 'alice', query = '') =>
    bed.call(as, 'POST', `${IRIS}/rollback${query}`, body);

  /** As the control plane makes them; a generation is a write. */
  async function revise(
    number: number,
    generation: number,
    more: Partial<StoredRevision> = {},
  ) {
    const { body } = await bed.call('alice', 'GET', IRIS);
    const name = `iris-predictor-0000${number}`;
    const revision: StoredRevision = {
      serviceUid: body.uid,
      component: 'predictor',
      number,
      spec: {
        key: `demo/${name}`,
        name,
        service: body.ref,
        serviceUid: body.uid,
        component: 'predictor',
        pod: {
          labels: {},
          annotations: {},
          spec: {
            containers: [
              { name: 'kserve-container', image: `server:${number}` },
            ],
          },
        },
        model: { uri: `s3://models/${number}` },
        modelName: 'iris',
        protocol: 'v2',
      },
      fingerprint: `f${number}`,
      generation,
      runtime: { kind: 'ClusterServingRuntime', name: 'onnx' },
      createdAt: '2026-11-21T12:00:00.000Z',
      ...more,
    };
    await bed.stores.revisions.add(revision);
  }

  describe('history', () => {
    it('holds what each write left behind, with what it changed', async () => {
      await deploy();
      await patch(uri('s3://models/next'), { 'x-greenroom-origin': 'form' });
      const [update, create] = await history();
      expect(update).toMatchObject({
        action: 'update',
        how: 'form',
        hasObject: true,
      });
      const { body } = await bed.call(
        'alice',
        'GET',
        `${IRIS}/history/${update.id}`,
      );
      expect(body).toMatchObject({
        ...update,
        against: create,
        object: {
          kind: 'InferenceService',
          spec: { predictor: { model: { storageUri: 's3://models/next' } } },
        },
        diff: [
          {
            path: 'spec.predictor.model.storageUri',
            before: 's3://models/iris',
            after: 's3://models/next',
          },
        ],
      });
    });

    it('compares any two writes', async () => {
      await deploy();
      await scale(2);
      await scale(3);
      const [newest, , oldest] = await history();
      const { body } = await bed.call(
        'alice',
        'GET',
        `${IRIS}/history/${newest.id}?against=${oldest.id}`,
      );
      expect(body.against).toEqual(oldest);
      expect(body.diff).toEqual([
        { path: 'spec.predictor.minReplicas', before: 1, after: 3 },
      ]);
    });

    it('of the first write shows every field', async () => {
      await deploy();
      const [{ id }] = await history();
      const { body } = await bed.call('alice', 'GET', `${IRIS}/history/${id}`);
      expect(body.against).toBeUndefined();
      expect(body.diff).toContainEqual(
        expect.objectContaining({ path: 'spec' }),
      );
    });

    it.each([
      ['999', 404, /no write 999/],
      ['0', 400, /whole number/],
      ['x', 400, /whole number/],
      ['1?against=999', 404, /no write 999/],
      ['1?against=-1', 400, /against/],
      ['1?other=1', 400, /other/],
    ])('of %s is answered with %d', async (path, status, message) => {
      await deploy();
      const answer = await bed.call('alice', 'GET', `${IRIS}/history/${path}`);
      expect(answer.status).toBe(status);
      expect(answer.body.error.message).toMatch(message);
    });

    it('of another deployment is not found', async () => {
      await deploy();
      await deploy({ name: 'other' });
      const [{ id }] = await history();
      await expect(
        bed.call('alice', 'GET', `/deployments/local/demo/other/history/${id}`),
      ).resolves.toMatchObject({ status: 404 });
    });

    it('says with what a write was made, of a closed list', async () => {
      await deploy();
      await expect(
        patch({}, { 'x-greenroom-origin': 'magic' }),
      ).resolves.toMatchObject({
        status: 400,
        body: { error: { message: /form, yaml, template, import, api/ } },
      });
    });
  });

  describe('revisions', () => {
    it('say who made them why, what they run and what they differ in', async () => {
      await deploy();
      await patch(uri('s3://models/next'), {}, 'admin');
      await revise(1, 1);
      await revise(2, 2);
      const { body } = await bed.call('alice', 'GET', `${IRIS}/revisions`);
      expect(body.kept).toBe(10);
      const [second, first] = body.items;
      expect(second).toMatchObject({
        name: 'iris-predictor-00002',
        because: {
          kind: 'spec',
          write: { actor: 'user:default/admin', action: 'update' },
          sentence:
            'Update by user:default/admin: spec.predictor.model.storageUri',
        },
        image: 'server:2',
        modelUri: 's3://models/2',
        runtime: 'onnx',
        replicas: { ready: 0, total: 0 },
        diff: [
          {
            path: 'model.uri',
            before: 's3://models/1',
            after: 's3://models/2',
          },
          {
            path: 'pod.spec.containers[name=kserve-container].image',
            before: 'server:1',
            after: 'server:2',
          },
        ],
      });
      expect(first).toMatchObject({
        because: { write: { action: 'create' } },
      });
      expect(first).not.toHaveProperty('diff');
      expect(first).not.toHaveProperty('rollbackProblem');
    });

    it('of one spec came from elsewhere, and nobody rolls back to them', async () => {
      await deploy();
      await revise(1, 1);
      await revise(2, 1);
      const { body } = await bed.call('alice', 'GET', `${IRIS}/revisions`);
      expect(body.items[0].because).toMatchObject({ kind: 'environment' });
    });
  });

  it('a canary that left the spec stays one: no way leads back to the predictor that it was beside', async () => {
    await deploy();
    await revise(1, 1);
    await patch(uri('s3://models/next'));
    await revise(2, 2);
    await revise(3, 2, { canary: 'forest' });
    await patch(uri('s3://models/last'));
    await revise(4, 3);
    const { body } = await bed.call('alice', 'GET', `${IRIS}/revisions`);
    const [, canary, stable] = body.items;
    expect(canary).toMatchObject({
      because: {
        kind: 'spec',
        sentence: 'The spec named it as the canary "forest".',
      },
      rollbackProblem: expect.stringMatching(/^It came as the canary "forest"/),
    });
    expect(stable).not.toHaveProperty('rollbackProblem');
    const refused = await rollback({ revision: 3 });
    expect(refused.status).toBe(409);
    expect(refused.body.error.message).toMatch(
      /^there is no way back to iris-predictor-00003: It came as the canary/,
    );
  });

  describe('rollback', () => {
    it('to a revision writes its spec again, with the replicas of now', async () => {
      await deploy();
      await revise(1, 1);
      await patch(uri('s3://models/bad'));
      await scale(3);
      const answer = await rollback({ revision: 1 });
      expect(answer).toMatchObject({
        status: 202,
        body: {
          generation: 4,
          resource: {
            spec: {
              predictor: {
                minReplicas: 3,
                model: { storageUri: 's3://models/iris' },
              },
            },
          },
        },
      });
      const [newest] = await history();
      expect(newest).toMatchObject({
        action: 'rollback',
        changes: ['spec.predictor.model.storageUri'],
      });
      expect(bed.audit).toContainEqual({
        eventId: 'deployment-mutate',
        severityLevel: 'medium',
        meta: { actionType: 'rollback', ref: 'local/demo/iris', target: 1 },
        outcome: 'success',
      });
    });

    it('by the name of a revision is the same', async () => {
      await deploy();
      await revise(1, 1);
      await patch(uri('s3://models/bad'));
      const { body } = await rollback({ revision: 'iris-predictor-00001' });
      expect(body.resource.spec.predictor.model.storageUri).toBe(
        's3://models/iris',
      );
    });

    it('to a write restores its replicas too', async () => {
      await deploy();
      await patch(uri('s3://models/bad'));
      await scale(3);
      const [, , first] = await history();
      const { body } = await rollback({ history: first.id });
      expect(body.resource.spec.predictor).toMatchObject({
        minReplicas: 1,
        model: { storageUri: 's3://models/iris' },
      });
    });

    it('leaves owner, name and stop as they are', async () => {
      await deploy({ title: 'Old' });
      const [first] = await history();
      await patch({
        metadata: {
          annotations: { 'openshift.io/display-name': 'New' },
        },
        ...uri('s3://models/bad'),
      });
      await bed.call('alice', 'POST', `${IRIS}/stop`);
      const { body } = await rollback({ history: first.id });
      expect(body.title).toBe('New');
      expect(body.resource.metadata.annotations['serving.kserve.io/stop']).toBe(
        'true',
      );
    });

    it('again changes nothing', async () => {
      await deploy();
      const [first] = await history();
      await scale(3);
      const once = await rollback({ history: first.id });
      const twice = await rollback({ history: first.id });
      expect(twice.body.resourceVersion).toBe(once.body.resourceVersion);
      expect(await history()).toHaveLength(3);
    });

    it('of an old version is refused with both sides, and so recorded', async () => {
      const { resourceVersion } = await deploy();
      const [first] = await history();
      await scale(3);
      const answer = await rollback({ history: first.id, resourceVersion });
      expect(answer.status).toBe(409);
      expect(answer.body.error.message).toMatch(/Theirs: .*\(scale/);
      const [newest] = await history();
      expect(newest).toMatchObject({ action: 'rollback', result: 'refused' });
    });

    it('is validated like any change', async () => {
      await deploy();
      const [first] = await history();
      const stored = await bed.stores.history.get(
        (
          await bed.call('alice', 'GET', IRIS)
        ).body.uid,
        first.id,
      );
      expect(stored?.object).toBeDefined();
      await bed.call('alice', 'DELETE', IRIS);
      await expect(rollback({ history: first.id })).resolves.toMatchObject({
        status: 409,
      });
    });

    it('is for those who may change the deployment', async () => {
      await deploy();
      const [{ id }] = await history();
      await expect(rollback({ history: id }, 'victor')).resolves.toMatchObject({
        status: 403,
        body: { error: { name: NotAllowedError.name } },
      });
      await expect(rollback({ history: id }, 'nobody')).resolves.toMatchObject({
        status: 404,
      });
    });

    it.each([
      [{}, 400, /either revision or history/],
      [{ revision: 1, history: 1 }, 400, /either revision or history/],
      [{ revision: 7 }, 404, /no revision 7 .*kept are iris-predictor-00001/],
      [{ revision: 'other' }, 404, /no revision other/],
      [{ history: 99 }, 404, /no write 99/],
      [{ history: 'x' }, 400, /history/],
      [{ unknown: 1 }, 400, /unknown/],
      [undefined, 400, /body/],
    ])('to %j is answered with %d', async (body, status, message) => {
      await deploy();
      await revise(1, 1);
      const answer = await rollback(body);
      expect(answer.status).toBe(status);
      expect(answer.body.error.message).toMatch(message);
    });

    it('to a refused write, whose object is not kept, says so', async () => {
      await deploy();
      await bed.call('alice', 'POST', `${IRIS}/scale`, {
        minReplicas: 3,
        maxReplicas: 2,
      });
      const [refused] = await history();
      const answer = await rollback({ history: refused.id });
      expect(answer.status).toBe(409);
      expect(answer.body.error.message).toMatch(/not kept any more/);
    });

    it('dry, says what would change and stores nothing', async () => {
      const before = await deploy();
      const [first] = await history();
      await patch(uri('s3://models/bad'));
      const answer = await rollback(
        { history: first.id },
        'alice',
        '?dryRun=true',
      );
      expect(answer).toMatchObject({
        status: 200,
        body: {
          errors: [],
          diff: [
            {
              path: 'spec.predictor.model.storageUri',
              before: 's3://models/bad',
              after: 's3://models/iris',
            },
          ],
        },
      });
      expect(await history()).toHaveLength(2);
      expect(before.generation).toBe(1);
    });
  });
});
