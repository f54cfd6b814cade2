import { NotAllowedError } from '@backstage/errors';
import { eventually } from '../__testUtils__/eventually';
import { FakeApiServer } from '../__testUtils__/FakeApiServer';
import { HeldSleep } from '../__testUtils__/HeldSleep';
import { KubeClient } from '../client';
import { WatchHealth } from '../watch';
import { ProjectWatches } from './ProjectWatches';

/** Pauses between tries pass at once. */
const ASK_AGAIN_MS = 60_000;

describe('ProjectWatches', () => {
  let server: FakeApiServer;
  let client: KubeClient;
  let watches: ProjectWatches | undefined;
  let sleep: HeldSleep;
  let health: WatchHealth;
  let seen: string[];
  /** Namespaces without the rights that it needs. */
  let denied: Set<string>;

  beforeEach(async () => {
    server = await FakeApiServer.create();
    client = KubeClient.create(server.kubeConfig());
    sleep = new HeldSleep(ASK_AGAIN_MS);
    health = new WatchHealth({ now: () => 0, sleep: sleep.sleep });
    seen = [];
    denied = new Set();
    server.put('a', 'one');
    server.put('b', 'two');
  });

  afterEach(async () => {
    server.endWatches();
    await watches?.close();
    watches = undefined;
    health.close();
    client.close();
    await server.close();
  });

  const start = async () => {
    watches = await ProjectWatches.start({
      client,
      scope: ['a', 'b'],
      namespaces: ['a', 'b'],
      demand: async namespace => {
        if (denied.has(namespace))
          throw new NotAllowedError(`ask for the role in ${namespace}`);
      },
      labelSelector: '',
      deployments: { onChange: () => {}, onGone: () => {} },
      pods: {
        onChange: ({ metadata }) => seen.push(metadata?.name ?? ''),
        onGone: () => {},
      },
      losses: plural => ({
        onLost: (error, namespace) => health.lost(plural, namespace, error),
        onFound: namespace => health.found(plural, namespace),
      }),
      health,
      sleep: sleep.sleep,
      random: () => 0,
    });
  };

  it('watches all projects', async () => {
    await start();
    expect([...seen].sort()).toEqual(['one', 'two']);
    expect(health.problem('a')).toBeUndefined();
  });

  it('goes on without a project in which rights are missing, and with it when they are granted', async () => {
    denied.add('b');
    await start();
    expect(seen).toEqual(['one']);
    expect(health.problem('a')).toBeUndefined();
    expect(health.problem('b')).toMatchObject({
      message: 'ask for the role in b',
      isLasting: true,
    });
    server.put('a', 'three');
    await eventually('the others are watched', () => seen.includes('three'));
    await eventually('it waits', () => sleep.count(ASK_AGAIN_MS) === 1);
    sleep.wake(ASK_AGAIN_MS);
    await eventually('it asked', () => sleep.count(ASK_AGAIN_MS) === 1);
    denied.clear();
    sleep.wake(ASK_AGAIN_MS);
    await eventually('it has joined', () => seen.includes('two'));
    expect(health.problem('b')).toBeUndefined();
  });

  it('is of no use without any of them, and leaves nothing open', async () => {
    denied.add('a').add('b');
    await expect(start()).rejects.toThrow('ask for the role in a');
    expect(server.watches).toBe(0);
  });

  it('is of no use while the API server fails, and leaves nothing open', async () => {
    server.fault = call => (call.includes('/b/') ? 503 : undefined);
    await expect(start()).rejects.toThrow('no: 503');
    await eventually('nothing is open', () => server.watches === 0);
  });
});
