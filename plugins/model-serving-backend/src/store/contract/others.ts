import type { RevisionSpec } from '@greenroom/backstage-plugin-model-serving-node';
import type { FakeClock } from '../../testing';
import { testScaleRecord } from '../__testUtils__';
import { partKey, type PartKind } from '../samples';
import type { Sample, StoredRevision, Stores } from '../types';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

function revision(number: number): StoredRevision {
  const name = `iris-predictor-0000${number}`;
  const spec: RevisionSpec = {
    key: `demo/${name}`,
    name,
    service: { cluster: 'local', namespace: 'demo', name: 'iris' },
    serviceUid: 'u1',
    component: 'predictor',
    pod: { labels: {}, annotations: {}, spec: { containers: [] } },
    modelName: 'iris',
    protocol: 'v2',
  };
  return {
    serviceUid: 'u1',
    component: 'predictor',
    number,
    spec,
    fingerprint: `f${number}`,
    generation: number,
    runtime: { kind: 'ClusterServingRuntime', name: 'r' },
    createdAt: new Date(Date.UTC(2026, 10, 21, 12, number)).toISOString(),
    createdBy: undefined,
  };
}

function sample(at: number, more: Partial<Sample> = {}): Sample {
  return {
    uid: 'u1',
    at,
    seconds: 10,
    ok: 8,
    client: 1,
    server: 1,
    latencySumMs: 100,
    latency: { 3: 10 },
    inflight: 2,
    desired: 1,
    ready: 1,
    cpuCores: 0.5,
    memoryBytes: 1000,
    ...more,
  };
}

/** Everything of {@link Stores} beside the resources. */
export function describeOtherStores(
  stores: () => Stores,
  clock: () => FakeClock,
): void {
  describe('revisions', () => {
    it('come back as they were added, oldest first, until removed', async () => {
      const { revisions } = stores();
      await revisions.add(revision(1));
      const named = { ...revision(2), canary: 'forest' };
      await revisions.add(named);
      await expect(revisions.list('u1')).resolves.toEqual([revision(1), named]);
      await revisions.remove('u1', 'predictor', 1);
      await expect(revisions.list('u1')).resolves.toEqual([named]);
    });

    it('of one number are made once', async () => {
      const { revisions } = stores();
      const results = await Promise.allSettled([
        revisions.add(revision(1)),
        revisions.add(revision(1)),
      ]);
      expect(results.map(({ status }) => status).sort()).toEqual([
        'fulfilled',
        'rejected',
      ]);
      await expect(revisions.add(revision(1))).rejects.toMatchObject({
        name: 'ConflictError',
      });
    });
  });

  describe('secrets', () => {
    it('come back whole and are replaced whole', async () => {
      const { secrets } = stores();
      await secrets.put('u1', { a: 'ä', b: '2' });
      await secrets.put('u1', { a: '3' });
      await expect(secrets.get('u1')).resolves.toEqual({ a: '3' });
      await expect(secrets.get('u2')).resolves.toEqual({});
    });
  });

  describe('events', () => {
    it('that are equal are counted', async () => {
      const { events } = stores();
      const event = {
        type: 'Warning',
        reason: 'Failed',
        message: 'x',
        object: 'r1',
      } as const;
      await events.record('u1', event);
      await clock().advance(MINUTE);
      await events.record('u1', event);
      await events.record('u1', { ...event, object: 'r2' });
      await clock().advance(MINUTE);
      await events.record('u1', {
        type: 'Normal',
        reason: 'Started',
        message: 'y',
      });
      await expect(events.list('u1', 2)).resolves.toEqual([
        expect.objectContaining({
          reason: 'Started',
          count: 1,
          object: undefined,
        }),
        expect.objectContaining({ reason: 'Failed' }),
      ]);
      await expect(events.list('u1', 10)).resolves.toContainEqual({
        ...event,
        count: 2,
        firstSeen: '2026-11-21T12:00:00.000Z',
        lastSeen: '2026-11-21T12:01:00.000Z',
      });
    });

    it('are at most 200 per resource: the oldest go', async () => {
      const { events } = stores();
      for (let i = 0; i < 203; i++) {
        await clock().advance(1);
        await events.record('u1', {
          type: 'Normal',
          reason: 'R',
          message: `${i}`,
        });
      }
      const kept = await events.list('u1', 1000);
      expect(kept).toHaveLength(200);
      expect(kept[0].message).toBe('202');
      expect(kept.at(-1)?.message).toBe('3');
    });
  });

  describe('idempotency', () => {
    const ref = { cluster: 'local', namespace: 'demo', name: 'iris' };

    it('gives a key to one of many requests, and its result to the later ones', async () => {
      const { idempotency } = stores();
      const claims = await Promise.all(
        [1, 2, 3].map(() => idempotency.claim('k', 'alice')),
      );
      expect(claims.map(({ kind }) => kind).sort()).toEqual([
        'claimed',
        'pending',
        'pending',
      ]);
      await idempotency.complete('k', 'alice', ref);
      await expect(idempotency.claim('k', 'alice')).resolves.toEqual({
        kind: 'done',
        ref,
      });
    });

    it('keeps callers apart', async () => {
      const { idempotency } = stores();
      await idempotency.claim('k', 'alice');
      await expect(idempotency.claim('k', 'bob')).resolves.toEqual({
        kind: 'claimed',
      });
    });

    it('frees the key of a request that failed, died, or is a day old', async () => {
      const { idempotency } = stores();
      await idempotency.claim('k', 'alice');
      await idempotency.release('k', 'alice');
      await expect(idempotency.claim('k', 'alice')).resolves.toEqual({
        kind: 'claimed',
      });
      await clock().advance(2 * MINUTE);
      await expect(idempotency.claim('k', 'alice')).resolves.toEqual({
        kind: 'claimed',
      });
      await idempotency.complete('k', 'alice', ref);
      await idempotency.release('k', 'alice');
      await clock().advance(23 * HOUR);
      await expect(idempotency.claim('k', 'alice')).resolves.toEqual({
        kind: 'done',
        ref,
      });
      await clock().advance(2 * HOUR);
      await expect(idempotency.claim('k', 'alice')).resolves.toEqual({
        kind: 'claimed',
      });
    });
  });

  describe('samples', () => {
    it('come back fine for the last hour', async () => {
      const { samples } = stores();
      const now = clock().now();
      const written = [
        sample(now - 20_000),
        sample(now - 10_000, { cpuCores: undefined }),
        sample(now),
      ];
      await samples.append(written);
      await samples.append([sample(now, { uid: 'u2' })]);
      await expect(samples.query('u1', now - HOUR, now)).resolves.toEqual(
        written,
      );
      await expect(samples.query('u1', now - 10_000, now)).resolves.toEqual([
        written[2],
      ]);
    });

    it('come back fine for an hour that ended a while ago, whole and in parts', async () => {
      const { samples } = stores();
      const now = clock().now();
      const part = partKey('u1', 'token', '8d0c');
      const written = [sample(now - HOUR + 10_000), sample(now - 20_000)];
      const ofPart = written.map(one => ({ ...one, uid: part }));
      await samples.append([...written, ...ofPart]);
      await clock().advance(2 * MINUTE);
      await samples.compact(clock().now());
      await expect(samples.query('u1', now - HOUR, now)).resolves.toEqual(
        written,
      );
      await expect(
        samples.queryParts('u1', 'token', now - HOUR, now),
      ).resolves.toEqual(new Map([['8d0c', ofPart]]));
    });

    it('come back by part of the deployment, and are nobody else’s', async () => {
      const { samples } = stores();
      const now = clock().now();
      const first = sample(now, {
        uid: partKey('u1', 'revision', 'iris-predictor-00001'),
      });
      const second = sample(now, {
        uid: partKey('u1', 'revision', 'iris-predictor-00002'),
      });
      await samples.append([
        sample(now),
        first,
        second,
        sample(now, {
          uid: partKey('u11', 'revision', 'other-predictor-00001'),
        }),
        sample(now, { uid: 'u10' }),
      ]);
      const parts = await samples.queryParts('u1', 'revision', now - HOUR, now);
      expect([...parts].sort()).toEqual([
        ['iris-predictor-00001', [first]],
        ['iris-predictor-00002', [second]],
      ]);
      await expect(samples.query('u1', now - HOUR, now)).resolves.toEqual([
        sample(now),
      ]);
      await expect(
        samples.queryParts('u1', 'revision', now, now + 1),
      ).resolves.toEqual(new Map());
    });

    it('are told apart by kind, the busiest first, fine and rolled up', async () => {
      const { samples } = stores();
      const start = clock().now();
      const rare = partKey('u1', 'token', '8d0c');
      const often = partKey('u1', 'token', '0aff');
      await samples.append([
        sample(start, { uid: partKey('u1', 'revision', 'token-predictor-1') }),
        sample(start, { uid: partKey('u1', 'tag', 'latest') }),
        sample(start, { uid: partKey('u1', 'refusal', 'NoToken') }),
        sample(start, { uid: rare, ok: 1 }),
        sample(start, { uid: often, ok: 2 }),
        sample(start, { uid: partKey('u10', 'token', 'other') }),
      ]);
      const names = async (kind: PartKind) => {
        const parts = await samples.queryParts(
          'u1',
          kind,
          start - 2 * HOUR,
          clock().now(),
        );
        return [...parts].map(([name, own]) => [name, own.length]);
      };
      for (let isRolledUp = false; ; isRolledUp = true) {
        expect(await names('revision')).toEqual([['token-predictor-1', 1]]);
        expect(await names('tag')).toEqual([['latest', 1]]);
        expect(await names('refusal')).toEqual([['NoToken', 1]]);
        expect(await names('token')).toEqual([
          ['0aff', 1],
          ['8d0c', 1],
        ]);
        if (isRolledUp) break;
        await clock().advance(10 * MINUTE);
        await samples.compact(clock().now());
      }
    });

    it('add up to the same totals after they are rolled up, and keep what is not yet', async () => {
      const { samples } = stores();
      const start = clock().now();
      const written = Array.from({ length: 180 }, (_, i) =>
        sample(start + (i + 1) * 10_000, { inflight: i % 2 }),
      );
      await samples.append(written);
      await clock().advance(30 * MINUTE + 10_000);
      await samples.compact(clock().now());
      await samples.compact(clock().now());
      const coarse = await samples.query(
        'u1',
        clock().now() - 24 * HOUR,
        clock().now(),
      );
      expect(coarse.map(({ at }) => at)).toEqual(
        [5, 10, 15, 20, 25, 30].map(m => start + m * MINUTE),
      );
      expect(coarse.reduce((total, { ok }) => total + ok, 0)).toBe(180 * 8);
      expect(coarse[0]).toMatchObject({
        seconds: 300,
        latency: { 3: 300 },
        inflight: 0.5,
        cpuCores: 0.5,
      });
    });

    it('go when they are too old', async () => {
      const { samples } = stores();
      const start = clock().now();
      await samples.append([sample(start)]);
      await clock().advance(2 * HOUR);
      await samples.compact(clock().now());
      await expect(
        samples.query('u1', clock().now() - 24 * HOUR, clock().now()),
      ).resolves.toHaveLength(1);
      await clock().advance(31 * 24 * HOUR);
      await samples.compact(clock().now());
      await expect(samples.query('u1', 0, clock().now())).resolves.toEqual([]);
    });

    it('tell recent traffic over the measured time', async () => {
      const { samples } = stores();
      const now = clock().now();
      await samples.append([
        sample(now - 20_000, { ok: 0, client: 0, server: 0 }),
        sample(now),
        sample(now - HOUR, { ok: 1_000_000 }),
        sample(now, { uid: 'idle', ok: 0, client: 0, server: 0 }),
      ]);
      await expect(
        samples.recentTraffic(['u1', 'idle', 'unknown'], now - 5 * MINUTE),
      ).resolves.toEqual(
        new Map([
          ['u1', { requestsPerSecond: 0.5, errorRatio: 0.1 }],
          ['idle', { requestsPerSecond: 0, errorRatio: 0 }],
        ]),
      );
    });
  });

  describe('decisions about replicas', () => {
    it('come back whole, the newest of those that are asked for, oldest first', async () => {
      const { scaleDecisions } = stores();
      const records = [1, 2, 3, 4].map(at => testScaleRecord({ at }));
      const decision = (record: (typeof records)[0]) => ({
        uid: 'u1',
        revision: 'demo/r1',
        record,
      });
      await scaleDecisions.append([
        ...records.map(record => decision(record)),
        { ...decision(records[0]), revision: 'demo/r2' },
      ]);
      // Written again by somebody who does not know that it was
      await scaleDecisions.append([decision(records[3])]);
      const list = (from: number, limit = 100) =>
        scaleDecisions.list('u1', 'demo/r1', { from, limit });
      expect(await list(2)).toEqual(records.slice(1));
      expect(await list(0, 2)).toEqual(records.slice(2));
      await expect(
        scaleDecisions.list('u2', 'demo/r1', { from: 0, limit: 9 }),
      ).resolves.toEqual([]);
      const newest = await scaleDecisions.newest(2);
      expect(newest).toEqual([decision(records[3])]);
      await expect(scaleDecisions.newest(1)).resolves.toHaveLength(2);
      await scaleDecisions.forget(3);
      expect(await list(0)).toEqual(records.slice(2));
    });
  });

  describe('leases', () => {
    it('are held by one, renewed under the same number, and taken over with a higher one', async () => {
      const { leases } = stores();
      const now = clock().now();
      const first = await leases.acquire('loop', 'a', 10_000, now);
      expect(first).toEqual(expect.any(Number));
      await expect(
        leases.acquire('loop', 'b', 10_000, now + 5_000),
      ).resolves.toBeUndefined();
      await expect(
        leases.acquire('loop', 'a', 10_000, now + 8_000),
      ).resolves.toBe(first);
      await expect(
        leases.acquire('loop', 'b', 10_000, now + 19_000),
      ).resolves.toBeUndefined();
      const second = await leases.acquire('loop', 'b', 10_000, now + 21_000);
      expect(second).toBeGreaterThan(first!);
      await expect(
        leases.acquire('loop', 'a', 10_000, now + 22_000),
      ).resolves.toBeUndefined();
    });

    it('that are released go at once, and only by their holder', async () => {
      const { leases } = stores();
      const now = clock().now();
      const first = await leases.acquire('loop', 'a', 10_000, now);
      await leases.release('loop', 'b');
      await expect(
        leases.acquire('loop', 'b', 10_000, now),
      ).resolves.toBeUndefined();
      await leases.release('loop', 'a');
      await expect(
        leases.acquire('loop', 'b', 10_000, now),
      ).resolves.toBeGreaterThan(first!);
    });

    it('go to one of many who ask at once', async () => {
      const { leases } = stores();
      const now = clock().now();
      const ask = (at: number) =>
        Promise.all(
          ['a', 'b', 'c', 'd'].map(holder =>
            leases.acquire('loop', holder, 1_000, at),
          ),
        );
      expect(
        (await ask(now)).filter(number => number !== undefined),
      ).toHaveLength(1);
      expect(
        (await ask(now + 60_000)).filter(number => number !== undefined),
      ).toHaveLength(1);
    });
  });

  describe('counters', () => {
    it('never give a number twice', async () => {
      const { counters } = stores();
      const numbers = await Promise.all(
        Array.from({ length: 20 }, () => counters.next('snapshot')),
      );
      expect(numbers.sort((a, b) => a - b)).toEqual(
        Array.from({ length: 20 }, (_, i) => i + 1),
      );
      await expect(counters.next('other')).resolves.toBe(1);
    });

    it('have an epoch that stays', async () => {
      const { counters } = stores();
      const epochs = await Promise.all([counters.epoch(), counters.epoch()]);
      expect(new Set(epochs).size).toBe(1);
      expect(epochs[0]).not.toBe('');
    });
  });
}
