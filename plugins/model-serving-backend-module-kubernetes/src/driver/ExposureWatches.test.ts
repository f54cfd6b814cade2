import { NotAllowedError } from '@backstage/errors';
import { eventually } from '../__testUtils__/eventually';
import { FakeApiServer } from '../__testUtils__/FakeApiServer';
import { HeldSleep } from '../__testUtils__/HeldSleep';
import { KubeClient, resourceTypes } from '../client';
import { ExposureWatches } from './ExposureWatches';

/** After which it is looked again; pauses between tries of a watch pass at once. */
const ASK_AGAIN_MS = 30_000;
const FIRST_LOOK_MS = 2_000;

describe('ExposureWatches', () => {
  let server: FakeApiServer;
  let client: KubeClient;
  let watches: ExposureWatches | undefined;
  let sleep: HeldSleep;
  let denied: Set<string>;
  let joins: string[];
  let now: number;

  beforeEach(async () => {
    server = await FakeApiServer.create();
    server.resources = ['pods'];
    client = KubeClient.create(server.kubeConfig());
    sleep = new HeldSleep(FIRST_LOOK_MS);
    denied = new Set();
    joins = [];
    now = 0;
    server.put('a', 'one');
    server.put('b', 'two');
  });

  afterEach(async () => {
    server.fault = () => undefined;
    server.endWatches();
    const closed = watches?.close();
    await server.close();
    await closed;
    watches = undefined;
    client.close();
  });

  const start = async () => {
    watches = await ExposureWatches.start({
      client,
      // Any type does
      type: resourceTypes.Pod,
      namespaces: ['a', 'b'],
      demand: async namespace => {
        if (denied.has(namespace))
          throw new NotAllowedError(`ask for the role in ${namespace}`);
      },
      undefinedType: 'install the definitions',
      onLost: () => {},
      onFound: () => {},
      onChange: () => {},
      onJoin: namespace => joins.push(namespace),
      sleep: sleep.sleep,
      random: () => 0,
      now: () => now,
    });
    return watches;
  };
  const passes = async (until: () => boolean) => {
    await eventually('it waits', () => sleep.count(ASK_AGAIN_MS) > 0);
    now += ASK_AGAIN_MS;
    sleep.wake(ASK_AGAIN_MS);
    await eventually('it has looked', until);
  };

  it('knows all projects', async () => {
    const all = await start();
    expect(all.get('a', 'one')).toBeDefined();
    expect(all.get('b', 'two')).toBeDefined();
    expect(all.problem('a')).toBeUndefined();
  });

  it('says why it does not know one, goes on with the others, and joins when it may', async () => {
    denied.add('b');
    const all = await start();
    expect([all.knows('a'), all.knows('b')]).toEqual([true, false]);
    expect(all.problem('b')).toBe('ask for the role in b');
    denied.clear();
    joins.length = 0;
    await passes(() => all.knows('b'));
    expect(all.problem('b')).toBeUndefined();
    expect(joins).toEqual(['b']);
  });

  it('waits only a moment for a project that does not answer', async () => {
    server.fault = call => (call.includes('/b/') ? 'hang' : undefined);
    const starting = start();
    await eventually('a is known', () => joins.includes('a'));
    sleep.wake(FIRST_LOOK_MS);
    const all = await starting;
    expect([all.knows('a'), all.knows('b')]).toEqual([true, false]);
    expect(all.problem('b')).toBeUndefined();
  });

  it('says what fails in a project where the API server does, until it does not', async () => {
    server.fault = call => (call.includes('/b/') ? 500 : undefined);
    const all = await start();
    expect(all.problem('b')).toBe(
      "no Pod can be looked at in the namespace 'b': no: 500",
    );
    server.fault = () => undefined;
    await passes(() => all.knows('b'));
  });

  it('asks once for definitions that are missing, and takes them when they come', async () => {
    server.resources = [];
    const all = await start();
    expect([all.problem('a'), all.problem('b')]).toEqual([
      'install the definitions',
      'install the definitions',
    ]);
    expect(server.calls.filter(call => call === 'GET /apis/v1')).toHaveLength(
      1,
    );
    server.resources = ['pods'];
    await passes(() => all.knows('a') && all.knows('b'));
  });
});
