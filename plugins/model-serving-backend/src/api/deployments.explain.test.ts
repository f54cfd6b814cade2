import type { testService } from '../store/__testUtils__';
import { ApiTestBed } from './__testUtils__';

const IRIS = '/deployments/local/demo/iris';

describe('explanations of deployments', () => {
  let bed: ApiTestBed;

  beforeEach(async () => {
    bed = await ApiTestBed.create();
  });

  afterEach(() => bed.close());

  const deploy = (more: Parameters<typeof testService>[0] = {}) =>
    bed.deploy({ owner: 'group:default/a', ...more });
  const explainPatch = (patch: unknown) =>
    bed.call('alice', 'POST', `${IRIS}/explain`, patch);

  it('say in plain words why it is as it is', async () => {
    await deploy({ title: 'Iris' });
    const { body } = await bed.call('alice', 'GET', `${IRIS}/explain`);
    expect(Object.keys(body)[0]).toBe('summary');
    expect(body.summary).toMatch(/^Iris is Starting: /);
    expect(body.runtime.choice.chosen).toBeDefined();
    expect(body.replicas.because).toEqual([
      'The deployment asks for at least 1.',
    ]);
  });

  it('say what a change would do, and store nothing', async () => {
    const before = await deploy();
    const { status, body } = await explainPatch({
      spec: { predictor: { model: { storageUri: 's3://models/next' } } },
    });
    expect(status).toBe(200);
    expect(body).toMatchObject({
      errors: [],
      diff: [
        {
          path: 'spec.predictor.model.storageUri',
          before: 's3://models/iris',
          after: 's3://models/next',
        },
      ],
      components: [{ component: 'predictor', revision: 'new' }],
      urls: { added: [], removed: [] },
    });
    const after = await bed.call('alice', 'GET', IRIS);
    expect(after.body.resourceVersion).toBe(before.resourceVersion);
    const { body: history } = await bed.call('alice', 'GET', `${IRIS}/history`);
    expect(history.items).toHaveLength(1);
  });

  it('say that nothing would change', async () => {
    await deploy({ title: 'Iris' });
    const { body } = await explainPatch({
      spec: { predictor: { minReplicas: 1 } },
    });
    expect(body).toMatchObject({ summary: 'Nothing would change.', diff: [] });
  });

  it('say why a change would be refused', async () => {
    await deploy();
    const { status, body } = await explainPatch({
      spec: { predictor: { minReplicas: -1 } },
    });
    expect(status).toBe(200);
    expect(body.summary).toMatch(/^It would be refused: .*minReplicas/);
    expect(body.errors.length).toBeGreaterThan(0);
    expect(body.components).toEqual([]);
  });

  it('tell nothing of a connection that one may not use', async () => {
    await deploy();
    const { body } = await explainPatch({
      spec: {
        predictor: {
          model: { storageUri: null, storage: { key: 'secret', path: 'x' } },
        },
      },
    });
    expect(body.errors).toEqual([
      {
        path: 'spec.predictor.model.storage.key',
        message: expect.stringContaining('that you may use'),
      },
    ]);
    expect(body.components).toEqual([]);
    expect(body).not.toHaveProperty('configuration');
  });

  it('of a change are for those who may change it', async () => {
    await deploy();
    await expect(
      bed.call('victor', 'POST', `${IRIS}/explain`, {}),
    ).resolves.toMatchObject({ status: 403 });
    await expect(
      bed.call('victor', 'GET', `${IRIS}/explain`),
    ).resolves.toMatchObject({ status: 200 });
    await expect(
      bed.call('nobody', 'GET', `${IRIS}/explain`),
    ).resolves.toMatchObject({ status: 404 });
  });

  it.each([[[]], ['text'], [undefined]])(
    'of %j, which is no patch, are refused',
    async body => {
      await deploy();
      await expect(
        explainPatch(body === 'text' ? '"text"' : body),
      ).resolves.toMatchObject({ status: 400 });
    },
  );
});
