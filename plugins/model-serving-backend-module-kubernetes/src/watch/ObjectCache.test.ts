import type { V1Pod } from '@kubernetes/client-node';
import { eventually } from '../__testUtils__/eventually';
import { FakeApiServer } from '../__testUtils__/FakeApiServer';
import { HeldSleep } from '../__testUtils__/HeldSleep';
import { KubeClient, resourceTypes } from '../client';
import { ObjectCache } from './ObjectCache';

const SILENCE_MS = 120_000;
const PODS = '/api/v1/namespaces/demo/pods';

describe('ObjectCache, over a real connection', () => {
  let server: FakeApiServer;
  let client: KubeClient;
  let sleep: HeldSleep;
  let cache: ObjectCache<V1Pod> | undefined;
  let told: string[];
  /** Asked for, in ms. */
  let pauses: number[];

  beforeEach(async () => {
    server = await FakeApiServer.create();
    client = KubeClient.create(server.kubeConfig());
    // Pauses pass at once; silence lasts as long as a test wants
    sleep = new HeldSleep(SILENCE_MS);
    told = [];
    pauses = [];
  });

  afterEach(async () => {
    server.endWatches();
    await cache?.close();
    cache = undefined;
    client.close();
    await server.close();
  });

  const nameOf = ({ metadata }: V1Pod) =>
    `${metadata?.name}@${metadata?.resourceVersion}`;
  const watched = () => eventually('it watches', () => server.watches === 1);
  const start = async (
    more: { keepsManagers?: boolean; takes?: (pod: V1Pod) => V1Pod } = {},
  ) => {
    cache = await ObjectCache.start<V1Pod>({
      ...more,
      client,
      type: resourceTypes.Pod,
      namespace: 'demo',
      labelSelector: '',
      sleep: (ms, signal) => {
        pauses.push(ms);
        return sleep.sleep(ms, signal);
      },
      random: () => 0,
      listener: {
        onChange: pod => told.push(nameOf(pod)),
        onGone: ({ metadata }) => told.push(`no ${metadata?.name}`),
        onLost: (error, namespace) =>
          told.push(`lost ${namespace}: ${error.message}`),
        onFound: namespace => told.push(`found ${namespace}`),
      },
    });
    await watched();
  };
  const until = (...wanted: string[]) =>
    eventually(`${wanted} after ${told}`, () =>
      wanted.every(line => told.includes(line)),
    );
  const countOf = (call: string) =>
    server.calls.filter(made => made === call).length;

  it('lists by pages, then hears of each change once', async () => {
    server.page = 2;
    for (const name of ['a', 'b', 'c']) server.put('demo', name);
    await start();
    expect(told).toEqual(['a@2', 'b@3', 'c@4']);
    expect(countOf(`GET ${PODS}`)).toBe(2);
    server.put('demo', 'b');
    server.remove('demo', 'a');
    await until('b@5', 'no a');
    expect(told).toHaveLength(5);
  });

  it('goes on where a watch ended, and tells nothing twice', async () => {
    server.put('demo', 'a');
    await start();
    server.put('demo', 'b');
    await until('b@3');
    server.endWatches();
    server.put('demo', 'c');
    await watched();
    await until('c@4');
    expect(told.filter(line => !line.includes('demo'))).toEqual([
      'a@2',
      'b@3',
      'c@4',
    ]);
    expect(countOf(`GET ${PODS}`)).toBe(1);
  });

  it('takes nothing of an object that was cut off in its middle', async () => {
    server.put('demo', 'a');
    await start();
    server.endWatches('{"type":"MODIFIED","object":{"metadata":{"name":"a"');
    server.put('demo', 'a');
    await until('a@3');
    expect(cache?.get('demo', 'a')?.metadata?.resourceVersion).toBe('3');
    expect(told.filter(line => line.includes('a@'))).toEqual(['a@2', 'a@3']);
  });

  it('lists anew when its version has expired, and tells only what differs', async () => {
    server.put('demo', 'a');
    server.put('demo', 'b');
    await start();
    server.endWatches();
    server.remove('demo', 'a');
    server.put('demo', 'c');
    server.expire();
    await until('no a', 'c@5');
    await watched();
    expect(told.filter(line => line.startsWith('b'))).toEqual(['b@3']);
    expect(countOf(`GET ${PODS}`)).toBe(2);
  });

  it('says that it is lost, and why, while the API server fails, and once that it is back', async () => {
    server.put('demo', 'a');
    await start();
    server.fault = () => 500;
    server.endWatches();
    await eventually('it tried again and again', () => server.calls.length > 8);
    server.put('demo', 'b');
    server.fault = () => undefined;
    await until('found demo', 'b@3');
    const lines = told.filter(line => line.includes('demo'));
    expect(lines[0]).toMatch(/^lost demo: /);
    expect(lines[lines.length - 2]).toBe('lost demo: no: 500');
    expect(lines.filter(line => line === 'found demo')).toHaveLength(1);
  });

  it('opens a watch anew that is silent for too long: its connection may be dead', async () => {
    await start();
    await eventually('it listens', () => sleep.count(SILENCE_MS) === 1);
    sleep.wake(SILENCE_MS);
    await eventually(
      'it opened another',
      () => countOf(`GET ${PODS}?watch`) > 1,
    );
    server.put('demo', 'a');
    await until('a@2');
    expect(countOf(`GET ${PODS}`)).toBe(1);
  });

  it('keeps a watch that says something now and then', async () => {
    await start();
    await eventually('it listens', () => sleep.count(SILENCE_MS) === 1);
    server.put('demo', 'a');
    await until('a@2');
    sleep.wake(SILENCE_MS);
    await eventually('it listens on', () => sleep.count(SILENCE_MS) === 1);
    expect(countOf(`GET ${PODS}?watch`)).toBe(1);
  });

  it('pauses for longer and longer where every version has expired', async () => {
    await start();
    server.fault = call => (call.includes('watch') ? 410 : undefined);
    server.endWatches();
    await eventually('it waits for seconds', () =>
      pauses.some(ms => ms > 2_000 && ms < SILENCE_MS),
    );
    server.put('demo', 'a');
    server.fault = () => undefined;
    await until('found demo', 'a@2');
    expect(told.filter(line => line === 'a@2')).toHaveLength(1);
  });

  it.each([
    ['is not kept', {}, undefined],
    ['is, where it is asked for', { keepsManagers: true }, [{ manager: 'x' }]],
  ])('who wrote which field %s', async (_what, more, kept) => {
    const at = { collection: 'api/v1/pods', namespace: 'demo', name: 'a' };
    const metadata = { managedFields: [{ manager: 'x' }] };
    server.putObject(at, { metadata });
    await start(more);
    const known = () => cache?.get('demo', 'a')?.metadata;
    expect(known()?.managedFields).toEqual(kept);
    server.putObject(at, { metadata: { ...metadata, labels: { b: 'c' } } });
    await until('a@3');
    expect(known()).toMatchObject({ labels: { b: 'c' } });
    expect(known()?.managedFields).toEqual(kept);
  });

  it('tells and keeps only what is taken of an object', async () => {
    const at = { collection: 'api/v1/pods', namespace: 'demo', name: 'a' };
    server.putObject(at, { metadata: { labels: { b: 'c' } } });
    const heard: V1Pod[] = [];
    const takes = ({ metadata = {} }: V1Pod): V1Pod => {
      const { namespace, name, resourceVersion } = metadata;
      const taken = { metadata: { namespace, name, resourceVersion } };
      heard.push(taken);
      return taken;
    };
    await start({ takes });
    expect(told).toEqual(['a@2']);
    expect(cache?.get('demo', 'a')).toBe(heard[0]);
    expect(heard).toHaveLength(1);
  });

  it('watches for long, so that a hundred of them cost a few calls a minute', async () => {
    await start();
    expect(server.watchSeconds).toEqual([1_800]);
  });

  it('goes on with what it has while the API server takes its time to list', async () => {
    server.page = 1;
    server.put('demo', 'a');
    server.put('demo', 'b');
    await start();
    server.endWatches();
    server.expire();
    // The second page does not come: what is on it is not gone for that
    let pages = 0;
    server.fault = call => {
      if (call !== `GET ${PODS}`) return undefined;
      pages += 1;
      return pages % 2 === 0 ? 504 : undefined;
    };
    await eventually('it tried again', () => pages > 4);
    expect(cache?.get('demo', 'b')).toBeDefined();
    server.fault = () => undefined;
    await until('found demo');
    expect(told.filter(line => line.startsWith('no '))).toEqual([]);
  });

  it('begins anew where the list has expired between two pages', async () => {
    server.page = 1;
    server.put('demo', 'a');
    server.put('demo', 'b');
    await start();
    let pages = 0;
    server.fault = call => {
      if (call !== `GET ${PODS}`) return undefined;
      pages += 1;
      return pages === 2 ? 410 : undefined;
    };
    server.expire();
    server.endWatches();
    server.remove('demo', 'a');
    await until('no a');
    await watched();
    expect(cache?.get('demo', 'b')).toBeDefined();
  });

  it('says whom to ask for what where its kind has no definition any more, and goes on when there is one', async () => {
    server.put('demo', 'a');
    await start();
    server.fault = () => ({ code: 404, message: '404 page not found' });
    server.remove('demo', 'a');
    server.endWatches();
    server.expire();
    await until(
      'lost demo: the cluster has no definition of Pod (v1) any more; ask who runs the cluster to install it again',
    );
    server.fault = () => undefined;
    server.put('demo', 'b');
    await until('found demo', 'no a', 'b@5');
    expect(cache?.get('demo', 'a')).toBeUndefined();
  });
});
