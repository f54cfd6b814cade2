import { mockServices, TestDatabases } from '@backstage/backend-test-utils';
import type { ServingRuntime } from '@greenroom/backstage-plugin-model-serving-common';
import { DatabaseStores } from '../store';
import { eventually, onnxRuntime } from '../testing';
import { systemClock } from '../time';
import {
  as,
  iris,
  KEY,
  KEY_2,
  setupControl,
} from './__testUtils__/setupControl';

const RUNTIME = { cluster: 'local', namespace: '', name: 'own' };
const FORMAT = { name: 'special' };

function runtime(args: string[], disabled = false): ServingRuntime {
  const [container] = onnxRuntime.spec.containers;
  return {
    ...onnxRuntime,
    metadata: { name: 'own' },
    spec: {
      ...onnxRuntime.spec,
      supportedModelFormats: [{ ...FORMAT, autoSelect: true }],
      disabled,
      containers: [{ ...container, args }],
    },
  };
}

function special(notes: Record<string, string> = {}) {
  const service = iris();
  service.metadata.annotations = { ...service.metadata.annotations, ...notes };
  const { predictor } = service.spec;
  service.spec.predictor = {
    ...predictor,
    model: { storageUri: 's3://models/iris', modelFormat: FORMAT },
  };
  return service;
}

describe('deployments on a runtime that the platform team changes', () => {
  const databases = TestDatabases.create({ ids: ['SQLITE_3'] });
  const cleanups: (() => Promise<unknown>)[] = [];
  afterEach(async () => {
    for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
  });

  const setup = async () => {
    const knex = await databases.init('SQLITE_3');
    const control = await setupControl(knex, cleanups);
    const { stores, get } = control;
    const kind = 'ClusterServingRuntime';
    await stores.resources.create(kind, 'local', runtime(['--one']), as);
    const { loops } = await control.begin();
    await stores.resources.create('InferenceService', 'local', special(), as);
    await control.until('Ready');
    /** Writes by some process's stores; its version. */
    const write = async (
      object: ServingRuntime,
      by: Pick<DatabaseStores, 'resources'> = stores,
    ) => {
      const before = await by.resources.get(kind, RUNTIME);
      const version = before?.object.metadata.resourceVersion ?? '';
      const after = await by.resources.update(
        kind,
        RUNTIME,
        version,
        object,
        as,
      );
      return after.object.metadata.resourceVersion ?? '';
    };
    const warned = (words: string) =>
      eventually(`the page says "${words}"`, async () =>
        (await get())?.observed?.warnings.some(({ message }) =>
          message.includes(words),
        ),
      );
    const moved = () =>
      eventually(
        'the second revision has the traffic',
        () => control.targets()?.join() === KEY_2,
      );
    return { ...control, knex, loops, write, warned, moved };
  };

  it('go on where it is switched off, take its edit, and stay where they do not want it', async () => {
    const { write, warned, moved, targets, update } = await setup();
    await write(runtime(['--one'], true));
    await warned('is switched off');
    expect(targets()).toEqual([KEY]);

    await write(runtime(['--two']));
    await moved();

    await update(special({ 'serving.kserve.io/disable-auto-update': 'true' }));
    await write(runtime(['--three']));
    await warned('runtime update available');
    expect(targets()).toEqual([KEY_2]);
  });

  it('take the edit of another backend when that says so', async () => {
    const { knex, secretKeys, loops, write, moved, targets } = await setup();
    const elsewhere = await DatabaseStores.create({
      database: mockServices.database.mock({ getClient: async () => knex }),
      secretKeys,
      clock: systemClock,
      logger: mockServices.logger.mock(),
    });
    const version = await write(runtime(['--two']), elsewhere);
    loops.changes.hintUsed('ClusterServingRuntime', RUNTIME, {
      resourceVersion: version,
      change: 'upserted',
    });
    await moved();
    expect(targets()).toEqual([KEY_2]);
  });
});
