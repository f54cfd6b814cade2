import { TestDatabases } from '@backstage/backend-test-utils';
import { eventually } from '../testing';
import {
  iris,
  object,
  predictor,
  readyStatus,
  ref,
  setupManaged,
} from './__testUtils__/setupManaged';

const databases = TestDatabases.create({ ids: ['SQLITE_3'] });
const cleanup: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const undo of cleanup.splice(0).reverse()) await undo();
});

const setup = async () =>
  setupManaged(await databases.init('SQLITE_3'), cleanup);

const as = { actor: 'user:default/ada', action: 'create' };

describe('a managed cluster', () => {
  it('is read back: what it holds, what becomes of it, and what somebody changes there', async () => {
    const { driver, begin, until, get, history } = await setup();
    await driver.write('InferenceService', iris());
    await begin();
    await until('Starting');
    driver.cluster.run(ref, [
      predictor({ state: 'backoff', lastExit: crash() }),
    ]);
    await until('Failed');
    driver.cluster.run(ref, [predictor({})]);
    driver.cluster.report(object, readyStatus);
    await until('Ready');
    expect((await get())?.object.status).toEqual(readyStatus);
    driver.cluster.edit(object, { spec: iris(2).spec });
    await eventually(
      'the edit is there',
      async () => (await get())?.object.spec.predictor.minReplicas === 2,
    );
    expect(await history()).toEqual([
      'update cluster spec.predictor.minReplicas',
      'create cluster',
    ]);
    expect(driver.asked).toHaveLength(1);
  });

  it('shows the connection that Open Data Hub gave a deployment, by its name, type and place', async () => {
    const { driver, begin, get } = await setup();
    driver.connections.set('theirs', {
      type: 's3',
      typeName: 's3',
      title: 'Models of the shop',
      location: 's3://models/iris',
    });
    const made = iris();
    await driver.write('InferenceService', {
      ...made,
      metadata: {
        ...made.metadata,
        annotations: {
          'opendatahub.io/connections': 'theirs',
          'opendatahub.io/connection-path': 'iris',
        },
      },
      spec: {
        predictor: {
          model: {
            modelFormat: { name: 'onnx' },
            storage: { key: 'theirs', path: 'iris' },
          },
        },
      },
    });
    await begin();
    const observed = await eventually(
      'it was looked at',
      async () => (await get())?.observed,
    );
    expect(observed.modelUri).toBe('s3://models/iris');
    const storage = observed.configuration.filter(
      ({ section }) => section === 'storage',
    );
    expect(storage.map(({ name, value }) => [name, value])).toEqual([
      ['connection', 'Models of the shop (theirs)'],
      ['connectionType', 'S3-compatible bucket'],
      ['modelLocation', 's3://models/iris'],
    ]);
  });

  it('loses here what it loses there, and gains what it gains', async () => {
    const { driver, begin, get, stores } = await setup();
    await begin();
    await driver.write('InferenceService', iris());
    await eventually('it is here', get);
    const uid = (await get())!.uid;
    driver.cluster.delete(object);
    await eventually(
      'it is going',
      async () => (await get())?.deletionRequestedAt,
    );
    driver.vanish(object);
    await eventually('it is gone', async () => !(await get()));
    await driver.write('InferenceService', iris());
    await eventually('another one is here', get);
    expect((await get())!.uid).not.toBe(uid);
    const rows = await stores.history.list(uid, 10);
    expect(rows.map(({ action }) => action)).toEqual(['delete', 'create']);
  });

  it('that lost something while nobody acted loses it here after the doubt', async () => {
    const { driver, begin, get, stores } = await setup();
    await stores.resources.mirror('InferenceService', 'far', {
      ...iris(),
      metadata: { ...iris().metadata, uid: 'old', resourceVersion: '7' },
    });
    await begin();
    await driver.write('InferenceService', iris());
    await eventually(
      'another one has the name',
      async () => (await get())?.uid !== 'old',
    );
    expect((await get())?.object.metadata.generation).toBe(1);
  });

  it('that does not answer is marked, and nothing of it is lost', async () => {
    const { driver, until, loops } = await started();
    driver.problemIs({
      message: 'certificate has expired',
      since: new Date().toISOString(),
    });
    driver.vanish(object);
    await loops.resync();
    await until('Unknown');
    await driver.write('InferenceService', iris());
    driver.problemIs(undefined);
    await loops.resync();
    await until('Starting');
    expect(driver.asked).toHaveLength(2);
  });

  it('is unknown where it may not be seen, and nowhere else', async () => {
    const { driver, get, resources } = await started();
    const elsewhere = { ...ref, namespace: 'shop' };
    const made = iris();
    await driver.write('InferenceService', {
      ...made,
      metadata: { ...made.metadata, namespace: 'shop' },
    });
    const wordThere = async (word: string) =>
      eventually(`it is ${word} there`, async () => {
        const there = await resources.get('InferenceService', elsewhere);
        return there?.observed?.state.word === word && there;
      });
    await wordThere('Starting');
    const message = "ask for the role in 'shop'";
    const since = new Date().toISOString();
    driver.problemIs({ message, since, isLasting: true }, 'shop');
    const { observed } = await wordThere('Unknown');
    expect(JSON.stringify(observed)).toContain(message);
    driver.cluster.edit(object, { spec: iris(3).spec });
    await eventually(
      'the other one is still seen',
      async () =>
        (
          await resources.get('InferenceService', ref)
        )?.object.spec.predictor.minReplicas === 3,
    );
    expect((await get())?.observed?.state.word).not.toBe('Unknown');
    driver.problemIs(undefined, 'shop');
    await wordThere('Starting');
  });

  it('is written first, and only by who holds the lease otherwise', async () => {
    const { driver, resources, get, begin, history, until } = await setup();
    const { end } = await begin();
    const made = await resources.create('InferenceService', 'far', iris(), as);
    expect(made.object.metadata.finalizers).toBeUndefined();
    expect((await get())?.uid).toBe(made.uid);
    await until('Starting');
    await end();
    driver.cluster.edit(object, { spec: iris(3).spec });
    expect((await get())?.object.spec.predictor.minReplicas).toBeUndefined();
    await begin();
    await eventually(
      'the edit is there',
      async () => (await get())?.object.spec.predictor.minReplicas === 3,
    );
    expect(await history()).toEqual([
      'update cluster spec.predictor.minReplicas',
      'create user:default/ada',
    ]);
  });

  async function started() {
    const managed = await setup();
    await managed.driver.write('InferenceService', iris());
    managed.driver.cluster.report(object, readyStatus);
    managed.driver.cluster.run(ref, [predictor({})]);
    const { loops } = await managed.begin();
    await managed.until('Ready');
    return { ...managed, loops };
  }
});

function crash() {
  return {
    reason: 'Error',
    exitCode: 1,
    at: new Date().toISOString(),
    logTail: 'no such operator',
    wasReady: false,
  };
}
