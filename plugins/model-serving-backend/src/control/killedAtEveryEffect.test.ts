import { TestDatabases } from '@backstage/backend-test-utils';
import { eventually } from '../testing';
import { Lifeline } from '../testing/Lifeline';
import {
  as,
  iris,
  KEY,
  KEY_2,
  ref,
  setupControl,
} from './__testUtils__/setupControl';

jest.setTimeout(300_000);

const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_15'] });

type Control = Awaited<ReturnType<typeof setupControl>>;

/** What people ask for, and what must have come of it in the end. */
interface Operation {
  readonly what: string;
  /** What is there before; default: one replica that serves. */
  readonly before?: (control: Control) => Promise<unknown>;
  readonly ask: (control: Control) => Promise<unknown>;
  readonly isDone: (control: Control) => Promise<boolean>;
  /** What runs in the end: replicas by revision. */
  readonly running: Readonly<Record<string, number>>;
  readonly revisions: number;
}

const create = ({ stores }: Control, change = {}) =>
  stores.resources.create('InferenceService', 'local', iris(change), as);
const isReady = async ({ get }: Control) =>
  (await get())?.observed?.state.word === 'Ready';
const serves = (key: string) => async (control: Control) =>
  (await isReady(control)) &&
  control.targets()?.join() === key &&
  control.driver.facts().length === 1;

const operations: readonly Operation[] = [
  {
    what: 'a creation',
    before: async () => {},
    ask: create,
    isDone: serves(KEY),
    running: { [KEY]: 1 },
    revisions: 1,
  },
  {
    what: 'an update',
    ask: ({ update }) => update(iris({ uri: 's3://models/iris-2' })),
    isDone: serves(KEY_2),
    running: { [KEY_2]: 1 },
    revisions: 2,
  },
  {
    what: 'a roll back',
    before: async control => {
      await create(control);
      await control.until('Ready');
      await control.update(iris({ uri: 's3://models/iris-2' }));
      await eventually('the second serves', () => serves(KEY_2)(control));
    },
    ask: ({ update }) => update(iris(), 'rollback'),
    isDone: serves('demo/iris-predictor-00003'),
    running: { 'demo/iris-predictor-00003': 1 },
    revisions: 3,
  },
  {
    what: 'scaling up',
    ask: ({ update }) => update(iris({ minReplicas: 3 }), 'scale'),
    isDone: async control =>
      (await isReady(control)) &&
      (await control.get())?.observed?.replicas.ready === 3,
    running: { [KEY]: 3 },
    revisions: 1,
  },
  {
    what: 'scaling down',
    before: async control => {
      await create(control, { minReplicas: 3 });
      await eventually(
        'three are ready',
        async () => (await control.get())?.observed?.replicas.ready === 3,
      );
    },
    ask: ({ update }) => update(iris({ minReplicas: 1 }), 'scale'),
    isDone: async ({ get, driver }) =>
      (await get())?.observed?.replicas.desired === 1 &&
      driver.replicas(KEY).length === 1,
    running: { [KEY]: 1 },
    revisions: 1,
  },
  {
    what: 'a stop',
    ask: ({ update }) => update(iris({ stop: true }), 'stop'),
    isDone: async ({ get }) =>
      (await get())?.observed?.state.word === 'Stopped',
    running: { [KEY]: 0 },
    revisions: 1,
  },
  {
    what: 'a start',
    before: async control => {
      await create(control, { stop: true });
      await control.until('Stopped');
    },
    ask: ({ update }) => update(iris({ stop: false }), 'start'),
    isDone: serves(KEY),
    running: { [KEY]: 1 },
    revisions: 1,
  },
  {
    what: 'a deletion',
    ask: ({ stores }) =>
      stores.resources.requestDeletion('InferenceService', ref, as),
    isDone: async ({ get, gateway }) =>
      !(await get()) && gateway.current?.routes.length === 0,
    running: {},
    revisions: 0,
  },
];

describe.each(databases.eachSupportedId())(
  'a control plane that is killed after each of its effects, on %s',
  id => {
    const cleanups: (() => Promise<unknown>)[] = [];

    afterAll(async () => {
      for (const cleanup of cleanups.reverse()) await cleanup();
    });

    let control: Control;
    beforeAll(async () => {
      control = await setupControl(await databases.init(id), cleanups);
    });

    it.each(operations)(
      'comes to the same end: $what',
      async ({ before, ask, isDone, running, revisions }) => {
        const world = control;
        const run = (effects: number) =>
          killAfter(effects, world, {
            before,
            ask,
            isDone,
            running,
            revisions,
          });
        let effects = 0;
        while (await run(effects)) effects += 1;
        // Otherwise nothing was killed in the middle of anything
        expect(effects).toBeGreaterThan(0);
      },
    );
  },
);

/** Whether the process was killed before it had done all. */
async function killAfter(
  effects: number,
  control: Control,
  { before, ask, isDone, running, revisions }: Omit<Operation, 'what'>,
): Promise<boolean> {
  const first = await control.begin();
  if (before) await before(control);
  else {
    await create(control);
    await control.until('Ready');
  }
  await first.end();
  const uid = (await control.get())?.uid;

  await ask(control);
  const life = new Lifeline(effects);
  const killed = await control.begin(Infinity, life);
  await eventually(
    'it is killed, or done',
    async () => life.isOver || (await isDone(control)),
  );
  await killed.end();

  const next = await control.begin();
  await eventually(`it is done (killed after ${effects})`, () =>
    isDone(control),
  );
  expect(runningOf(control)).toEqual(running);
  const owner = uid ?? (await control.get())!.uid;
  const kept = await control.stores.revisions.list(owner);
  expect(kept.map(({ number }) => number)).toEqual(
    Array.from({ length: revisions }, (_, index) => index + 1),
  );
  await remove(control);
  await next.end();
  return life.isOver;
}

async function remove(control: Control): Promise<void> {
  const { stores, get, gateway, driver } = control;
  await stores.resources.requestDeletion('InferenceService', ref, as);
  await eventually(
    'nothing is left',
    async () =>
      !(await get()) &&
      gateway.current?.routes.length === 0 &&
      driver.facts().length === 0,
  );
}

function runningOf({ driver }: Control): Record<string, number> {
  return Object.fromEntries(
    driver
      .facts()
      .map(({ key, replicas }) => [
        key,
        replicas.filter(({ state }) => state !== 'ended').length,
      ]),
  );
}
