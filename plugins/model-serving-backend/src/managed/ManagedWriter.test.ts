import { TestDatabases } from '@backstage/backend-test-utils';
import { InputError, NotAllowedError } from '@backstage/errors';
import {
  iris,
  object,
  ref,
  setupManaged,
} from '../control/__testUtils__/setupManaged';

const databases = TestDatabases.create({ ids: ['SQLITE_3'] });
const cleanup: (() => Promise<unknown>)[] = [];

afterEach(async () => {
  for (const undo of cleanup.splice(0).reverse()) await undo();
});

const as = { actor: 'user:default/ada', action: 'update' };

async function setup() {
  const managed = await setupManaged(await databases.init('SQLITE_3'), cleanup);
  const { resources } = managed;
  const made = await resources.create('InferenceService', 'far', iris(), as);
  const version = made.object.metadata.resourceVersion!;
  return {
    ...managed,
    version,
    scale: (minReplicas: number, expected = version) =>
      resources.update(
        'InferenceService',
        ref,
        expected,
        iris(minReplicas),
        as,
      ),
  };
}

describe('a write to a managed cluster', () => {
  it('leaves what the cluster made of it', async () => {
    const { driver, scale, history } = await setup();
    driver.admission = given => ({
      ...given,
      metadata: { ...given.metadata, labels: { defaulted: 'yes' } },
    });
    const { object: written } = await scale(2);
    expect(written.metadata.labels).toEqual({ defaulted: 'yes' });
    expect(await history()).toEqual([
      'update user:default/ada metadata.labels.defaulted spec.predictor.minReplicas',
      'update user:default/ada',
    ]);
  });

  it('is no conflict with a status, even one that the watch does not tell of yet', async () => {
    const { driver, scale } = await setup();
    driver.cluster.report(object, { url: 'http://a' });
    const { object: scaled } = await scale(2);
    driver.cluster.hold();
    driver.cluster.report(object, { url: 'http://b' });
    const again = scale(3, scaled.metadata.resourceVersion);
    setImmediate(() => driver.cluster.release());
    expect((await again).object.spec.predictor.minReplicas).toBe(3);
  });

  it('is a conflict with an edit that was made there, which is then here', async () => {
    const { driver, scale, get } = await setup();
    driver.cluster.edit(object, { spec: iris(5).spec });
    await expect(scale(2)).rejects.toThrow('was changed since you read it');
    expect((await get())?.object.spec.predictor.minReplicas).toBe(5);
    expect(driver.object(object)?.spec.predictor.minReplicas).toBe(5);
  });

  it('is refused with what admission says, and leaves nothing', async () => {
    const { driver, scale, get, resources } = await setup();
    driver.admission = () => {
      throw new InputError('spec.predictor.minReplicas: at most 1 here');
    };
    await expect(scale(2)).rejects.toThrow('at most 1 here');
    expect((await get())?.object.spec.predictor.minReplicas).toBeUndefined();
    const other = { ...iris(), metadata: { ...iris().metadata, name: 'b' } };
    await expect(
      resources.create('InferenceService', 'far', other, as),
    ).rejects.toThrow('at most 1 here');
  });

  it('of a taken name is refused, also when only the cluster knows that it is taken', async () => {
    const { driver, resources, stores } = await setup();
    const other = { ...iris(), metadata: { ...iris().metadata, name: 'b' } };
    await driver.write('InferenceService', other);
    await expect(
      resources.create('InferenceService', 'far', other, as),
    ).rejects.toThrow('deployment far/demo/b exists already');
    const there = { ...ref, name: 'b' };
    expect(
      await stores.resources.get('InferenceService', there),
    ).toBeUndefined();
  });

  it('that changes nothing is none', async () => {
    const { driver, resources, version } = await setup();
    await resources.update('InferenceService', ref, version, iris(), as);
    expect(driver.asked).toHaveLength(1);
  });

  const created = (name: string) => ({
    what: 'create' as const,
    kind: 'InferenceService' as const,
    object: { ...iris(), metadata: { ...iris().metadata, name } },
    context: as,
  });

  it('of several is refused as a whole before any is made', async () => {
    const { driver, resources } = await setup();
    driver.admission = given => {
      if (given.metadata.name === 'c') throw new InputError('spec: no c here');
      return given;
    };
    await expect(
      resources.writeAll('far', ['b', 'c'].map(created)),
    ).rejects.toThrow('no c here');
    expect(driver.objects('InferenceService')).toHaveLength(1);
  });

  it('of several that stops half way says what was written, and is as bad as what stopped it', async () => {
    const { driver, resources } = await setup();
    const isTrial = () => driver.asked.at(-1)?.options.dryRun;
    driver.admission = given => {
      if (given.metadata.name === 'c' && !isTrial())
        throw new NotAllowedError('you may not write c');
      return given;
    };
    await expect(
      resources.writeAll('far', ['b', 'c'].map(created)),
    ).rejects.toMatchObject({
      name: 'NotAllowedError',
      message: expect.stringMatching(
        /still there: deployment far\/demo\/b\..*you may not write c/,
      ),
    });
  });

  it('deletes this object, and is told by whom', async () => {
    const { driver, resources, get, history } = await setup();
    await resources.requestDeletion('InferenceService', ref, {
      ...as,
      action: 'delete',
    });
    expect(driver.object(object)?.metadata.deletionTimestamp).toBeDefined();
    expect((await get())?.deletionRequestedAt).toBeDefined();
    expect((await history())[0]).toBe('delete user:default/ada');
  });
});
