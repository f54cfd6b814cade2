import { TestDatabases } from '@backstage/backend-test-utils';
import type { InferenceService } from '@greenroom/backstage-plugin-model-serving-common';
import { eventually, FakeDriver, FakeGateway } from '../testing';
import { as, iris, setupControl } from './__testUtils__/setupControl';

jest.setTimeout(300_000);

/** More than passes of one cluster run at the same time. */
const MANY = 20;

/** A cluster whose API server takes calls and never answers: until a test lets it. */
class HangingDriver extends FakeDriver {
  readonly hung: string[] = [];
  readonly hangs = new Set<string>();
  readonly #waiting = new Map<() => void, string>();

  /** From now on. */
  answer(calls: readonly string[] = [...this.hangs]): void {
    for (const call of calls) this.hangs.delete(call);
    for (const [goOn, call] of this.#waiting) if (calls.includes(call)) goOn();
  }

  async beginTerm(): Promise<void> {
    await this.#passes('beginTerm');
  }

  override async start(
    ...args: Parameters<FakeDriver['start']>
  ): Promise<void> {
    await this.#passes('start');
    await super.start(...args);
  }

  override async apply(
    ...args: Parameters<FakeDriver['apply']>
  ): Promise<void> {
    await this.#passes('apply');
    await super.apply(...args);
  }

  async #passes(call: string): Promise<void> {
    if (!this.hangs.has(call)) return;
    this.hung.push(call);
    await new Promise<void>(goOn => this.#waiting.set(goOn, call));
  }
}

describe('ControlLoops of two clusters, one of which hangs', () => {
  const databases = TestDatabases.create({ ids: ['SQLITE_3'] });
  const cleanups: (() => Promise<unknown>)[] = [];
  afterEach(async () => {
    for (const cleanup of cleanups.splice(0).reverse()) await cleanup();
  });

  const setup = async (hangs: readonly string[] = []) => {
    const gateway = await FakeGateway.create();
    cleanups.push(() => gateway.close());
    const far = new HangingDriver({
      gateways: async () => [gateway.address()],
    });
    for (const call of hangs) far.hangs.add(call);
    const knex = await databases.init('SQLITE_3');
    const control = await setupControl(knex, cleanups, { far });
    const { stores } = control;
    const begin = async () => {
      const term = await control.begin();
      // Whatever a test holds up goes on before all ends
      cleanups.push(async () => far.answer());
      return term;
    };
    const create = (cluster: string, name: string, namespace = 'demo') =>
      stores.resources.create(
        'InferenceService',
        cluster,
        named(iris(), name, namespace),
        as,
      );
    const seen = async (name: string, namespace = 'demo') => {
      const ref = { cluster: 'far', namespace, name };
      const stored = await stores.resources.get('InferenceService', ref);
      return stored?.observed?.state;
    };
    return { ...control, begin, far, create, seen };
  };

  it('takes over the others while it is being started, and it when it answers', async () => {
    const { clusters, begin, create, until, far, seen } = await setup([
      'start',
    ]);
    await begin();
    await create('far', 'iris');
    await create('local', 'iris');
    await until('Ready');
    expect(far.hung).toEqual(['start']);
    const [local, other] = await clusters.views();
    expect(local).toMatchObject({ reachable: true });
    expect(other).toMatchObject({
      reachable: false,
      message: 'it is being started',
    });
    await eventually('people are told', async () => {
      const state = await seen('iris');
      return state?.word === 'Unknown';
    });
    far.answer();
    await eventually('its replicas are started', () =>
      far.calls.includes('apply iris-predictor-00001 1'),
    );
  });

  it('begins nothing any more for a term that ended while it was being taken over', async () => {
    const { begin, far } = await setup(['start', 'beginTerm']);
    const observed = jest.spyOn(far, 'observe');
    const { end } = await begin();
    far.answer(['start']);
    await eventually('it is being taken over', () =>
      far.hung.includes('beginTerm'),
    );
    await end();
    far.answer();
    // The next one asks for the same, and later
    await begin();
    expect(observed).toHaveBeenCalledTimes(1);
  });

  it('brings up what is elsewhere while all of its own passes hang', async () => {
    const { begin, create, until, far } = await setup();
    await begin();
    far.hangs.add('apply');
    for (let i = 0; i < MANY; i++) await create('far', `iris-${i}`);
    await eventually('its passes hang', () => far.hung.length >= 8);
    await create('local', 'iris');
    await until('Ready');
    expect(far.calls).not.toContain('apply iris-0-predictor-00001 1');
  });

  it('says since when something is unknown, decides nothing, and knows it again', async () => {
    const { begin, create, far, seen, stores } = await setup();
    await begin();
    await create('far', 'iris');
    await create('far', 'iris', 'other');
    await eventually('it runs', () =>
      far.calls.includes('apply iris-predictor-00001 1'),
    );
    const since = new Date(Date.now() - 60_000).toISOString();
    far.unseen('demo', { message: 'it does not answer', since });
    const state = await eventually('people are told', async () => {
      const now = await seen('iris');
      return now?.word === 'Unknown' && now;
    });
    expect(state.headline).toContain('ago');
    const ref = { cluster: 'far', namespace: 'demo', name: 'iris' };
    const stored = await stores.resources.get('InferenceService', ref);
    expect(stored?.observed?.state.findings).toMatchObject([
      { code: 'ClusterUnreachable', since, detail: 'it does not answer' },
    ]);
    expect((await seen('iris', 'other'))?.word).not.toBe('Unknown');

    const applied = far.calls.length;
    const { object } = stored!;
    await stores.resources.update(
      'InferenceService',
      ref,
      object.metadata.resourceVersion!,
      {
        ...object,
        spec: { predictor: { ...object.spec.predictor, minReplicas: 3 } },
      },
      { ...as, action: 'scale' },
    );
    await create('local', 'iris');
    expect(far.calls.slice(applied)).toEqual([]);
    far.unseen('demo');
    await eventually('it is known again', async () => {
      const now = await seen('iris');
      return now && now.word !== 'Unknown';
    });
    await eventually('what was asked for meanwhile is done', () =>
      far.calls.includes('apply iris-predictor-00001 3'),
    );
  });
});

function named(
  service: InferenceService,
  name: string,
  namespace: string,
): InferenceService {
  return { ...service, metadata: { ...service.metadata, name, namespace } };
}
