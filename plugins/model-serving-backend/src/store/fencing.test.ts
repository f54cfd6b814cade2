import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TestDatabases } from '@backstage/backend-test-utils';
import knexFactory, { type Knex } from 'knex';
import { LeaseLostError } from './LeaseLostError';
import { fencedTransact } from './transact';
import type { DatabaseStores } from './DatabaseStores';
import type { HeldLease, Stores } from './types';
import {
  createTestStores,
  testObserved,
  testScaleRecord,
  testService,
} from './__testUtils__';

jest.setTimeout(300_000);

const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_15'] });
const context = { actor: 'user:default/ada', action: 'create' };
const LEASE = 'control-plane';
const TTL_MS = 5_000;
const NOW = Date.parse('2026-11-21T12:00:00.000Z');

/** Two backends: the connections to the same database that each has of its own. */
interface Two {
  readonly first: Knex;
  readonly second: Knex;
  close(): Promise<void>;
}

async function twoOf(id: string): Promise<Two> {
  if (id === 'SQLITE_3') {
    const folder = await mkdtemp(join(tmpdir(), 'fencing-'));
    const open = () =>
      knexFactory({
        client: 'better-sqlite3',
        connection: { filename: join(folder, 'db.sqlite') },
        useNullAsDefault: true,
      });
    const [first, second] = [open(), open()];
    return {
      first,
      second,
      close: async () => {
        await Promise.all([first.destroy(), second.destroy()]);
        await rm(folder, { recursive: true });
      },
    };
  }
  const first = await databases.init('POSTGRES_15');
  const { client, connection } = first.client.config;
  const second = knexFactory({ client, connection });
  return { first, second, close: () => second.destroy() };
}

describe.each(databases.eachSupportedId())('writes of a term on %s', id => {
  let two: Two;
  let first: DatabaseStores;
  let second: DatabaseStores;
  let uid: string;

  beforeEach(async () => {
    two = await twoOf(id);
    first = (await createTestStores(two.first)).stores;
    second = (await createTestStores(two.second)).stores;
    const name = `iris-${Math.random().toString(36).slice(2)}`;
    const service = testService({ name });
    ({ uid } = await first.resources.create(
      'InferenceService',
      'local',
      service,
      context,
    ));
  });

  afterEach(() => two.close());

  let turn = 0;
  async function take(
    stores: Stores,
    holder: string,
    name: string,
  ): Promise<HeldLease> {
    turn += 1;
    const now = NOW + turn * 100_000;
    const fencing = await stores.leases.acquire(name, holder, TTL_MS, now);
    return { name, fencing: fencing! };
  }

  it('are done while the lease has its number', async () => {
    const term = first.during(await take(first, 'a', LEASE));
    await expect(
      term.resources.updateObserved(uid, undefined, testObserved('ready')),
    ).resolves.toBe(true);
    await take(first, 'a', LEASE);
    await expect(term.counters.next('x')).resolves.toEqual(expect.any(Number));
  });

  const revision = (serviceUid: string) => ({
    serviceUid,
    component: 'predictor',
    number: 1,
    spec: {
      key: 'demo/iris-predictor-00001',
      name: 'iris-predictor-00001',
      service: { cluster: 'local', namespace: 'demo', name: 'iris' },
      serviceUid,
      component: 'predictor' as const,
      pod: { labels: {}, annotations: {}, spec: { containers: [] } },
      modelName: 'iris',
      protocol: 'v2' as const,
    },
    fingerprint: 'f',
    generation: 1,
    createdAt: new Date(NOW).toISOString(),
  });
  const sampleOf = (ofUid: string) => ({
    uid: ofUid,
    at: NOW,
    seconds: 10,
    ok: 1,
    client: 0,
    server: 0,
    latencySumMs: 1,
    latency: {},
    inflight: 0,
    desired: 1,
    ready: 1,
  });

  it.each<[string, (term: Stores) => Promise<unknown>]>([
    [
      'what was observed',
      term =>
        term.resources.updateObserved(uid, undefined, testObserved('failed')),
    ],
    ['a removal', term => term.resources.remove(uid)],
    ['a revision', term => term.revisions.add(revision(uid))],
    [
      'a forgotten revision',
      term => term.revisions.remove(uid, 'predictor', 1),
    ],
    [
      'an event',
      term =>
        term.events.record(uid, { type: 'Normal', reason: 'R', message: 'm' }),
    ],
    ['samples', term => term.samples.append([sampleOf(uid)])],
    [
      'decisions about replicas',
      term =>
        term.scaleDecisions.append([
          { uid, revision: 'r', record: testScaleRecord({ at: NOW }) },
        ]),
    ],
    [
      'what splits answered',
      term =>
        term.splits.write({
          written: new Map([[uid, { splits: [], revisions: {} }]]),
          ended: [],
        }),
    ],
    ['a version of a snapshot', term => term.counters.next('snapshot/local')],
  ])('refuse %s once somebody else has the lease', async (_what, write) => {
    const term = first.during(await take(first, 'a', LEASE));
    await first.revisions.add(revision(uid)).catch(() => undefined);
    await take(second, 'b', LEASE);
    const before = await contentOf(second);
    await expect(write(term)).rejects.toThrow(LeaseLostError);
    expect(await contentOf(second)).toEqual(before);
  });

  it('leave reads alone', async () => {
    const term = first.during(await take(first, 'a', LEASE));
    await take(second, 'b', LEASE);
    await expect(term.resources.getByUid(uid)).resolves.toMatchObject({ uid });
  });

  it('tell the listeners of the stores that they are made from', async () => {
    const told: string[] = [];
    first.resources.subscribe(({ what }) => told.push(what));
    const term = first.during(await take(first, 'a', LEASE));
    await term.resources.remove(uid);
    expect(told).toEqual(['removed']);
  });

  it('that have begun are waited for: after a taking over nothing more comes', async () => {
    const lease = await take(first, 'a', LEASE);
    const order: string[] = [];
    let goOn: () => void = () => {};
    const paused = new Promise<void>(resolve => {
      goOn = resolve;
    });
    let begun: () => void = () => {};
    const hasBegun = new Promise<void>(resolve => {
      begun = resolve;
    });
    const write = fencedTransact(
      two.first,
      lease,
    )(async tx => {
      begun();
      await paused;
      await tx('events').where({ uid }).delete();
    }).then(() => order.push('written'));
    await hasBegun;
    const isSqlite = id === 'SQLITE_3';
    if (isSqlite) {
      // It lets one write at a time, and waits within the call
      await two.second.raw('pragma busy_timeout = 50');
      const refused = await take(second, 'b', LEASE).catch(String);
      order.push(/locked/.test(String(refused)) ? 'locked' : 'not locked');
      goOn();
      await write;
      await take(second, 'b', LEASE).then(() => order.push('taken'));
    } else {
      const taking = take(second, 'b', LEASE).then(() => order.push('taken'));
      setTimeout(goOn, 200);
      await Promise.all([write, taking]);
    }
    expect(order).toEqual([
      ...(isSqlite ? ['locked'] : []),
      'written',
      'taken',
    ]);
  });

  if (id !== 'SQLITE_3') {
    it('that hang in the middle do not keep the lease from another', async () => {
      const lease = await take(first, 'a', LEASE);
      let end: () => void = () => {};
      const hung = new Promise<void>(resolve => {
        end = resolve;
      });
      const write = fencedTransact(
        two.first,
        lease,
      )(async tx => {
        await tx('events').insert(eventOf(uid));
        await hung;
        await tx('events').where({ uid }).select();
      });
      write.catch(() => undefined);
      const next = await take(second, 'b', LEASE);
      expect(next.fencing).toBeGreaterThan(lease.fencing);
      end();
      await expect(write).rejects.toThrow();
      expect(await second.events.list(uid, 10)).toEqual([]);
    });
  }

  async function contentOf(stores: DatabaseStores): Promise<unknown> {
    return {
      resource: await stores.resources.getByUid(uid),
      revisions: await stores.revisions.list(uid),
      events: await stores.events.list(uid, 10),
      samples: await stores.samples.query(uid, 0, NOW + 1),
      decisions: await stores.scaleDecisions.list(uid, 'r', {
        from: 0,
        limit: 9,
      }),
      splits: await stores.splits.get(uid),
      counters: await two.second('counters').select(),
    };
  }
});

function eventOf(uid: string) {
  const at = new Date(NOW);
  return {
    uid,
    fingerprint: 'f',
    type: 'Normal',
    reason: 'R',
    message: 'm',
    first_seen: at,
    last_seen: at,
    count: 1,
  };
}
