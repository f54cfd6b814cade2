import type { FakeClock } from '../../testing';
import { partKey, type PartKind } from '../samples';
import type { Sample, Stores } from '../types';

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;

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

/** What {@link Stores.samples} keeps. */
export function describeSamples(
  stores: () => Stores,
  clock: () => FakeClock,
): void {
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
}
