import {
  mkdir,
  readdir,
  readFile,
  rm,
  utimes,
  writeFile,
} from 'node:fs/promises';
import { join } from 'node:path';
import { loopbackPolicy, TestBucket } from '../__testUtils__/TestBucket';
import { createModelFetcher, ModelFetcher } from '../model/createModelFetcher';
import { ArtifactCache, ArtifactCacheOptions } from './ArtifactCache';

const day = 24 * 60 * 60_000;

describe('ArtifactCache', () => {
  let bucket: TestBucket;
  let dir: string;
  let now: number;
  let downloads: number;
  let gate: Promise<void> | undefined;
  let fetcher: ModelFetcher;
  const { signal } = new AbortController();

  beforeEach(async () => {
    bucket = await TestBucket.create({
      'a/model': 'a'.repeat(100),
      'b/model': 'b'.repeat(100),
      'c/model': 'c'.repeat(100),
    });
    dir = join(bucket.dir, 'cache');
    now = Date.now();
    downloads = 0;
    gate = undefined;
    const real = createModelFetcher({
      policy: loopbackPolicy,
      wait: async () => undefined,
    });
    fetcher = {
      ...real,
      async download(request) {
        downloads += 1;
        await gate;
        return real.download(request);
      },
    };
  });
  afterEach(() => bucket.close());

  function open(options: Partial<ArtifactCacheOptions> = {}) {
    return ArtifactCache.create({ dir, fetcher, clock: () => now, ...options });
  }

  function want(name: string, own = signal) {
    return {
      uri: `s3://models/${name}`,
      credentials: bucket.credentials(),
      signal: own,
    };
  }

  async function complete(): Promise<string[]> {
    return readdir(join(dir, 'models'));
  }

  it('fetches a model once, and gives it again without fetching', async () => {
    const cache = await open();
    const progress: [number, number][] = [];
    const first = await cache.acquire({
      ...want('a'),
      onProgress: (done, total) => progress.push([done, total]),
    });
    expect(await readFile(join(first.dir, 'model'), 'utf8')).toHaveLength(100);
    expect(first).toMatchObject({
      bytes: 100,
      digest: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
    expect(progress.at(-1)).toEqual([100, 100]);
    const second = await cache.acquire(want('a'));
    expect(second.dir).toBe(first.dir);
    expect(downloads).toBe(1);
    expect(await readdir(join(dir, 'incoming'))).toEqual([]);
  });

  it('knows after a restart what is complete', async () => {
    const { digest } = await (await open()).acquire(want('a'));
    const cache = await open();
    const pinned = await cache.pin(digest);
    expect(pinned).toMatchObject({ digest, bytes: 100 });
    await expect(cache.pin('unknown')).resolves.toBeUndefined();
    await cache.acquire(want('a'));
    expect(downloads).toBe(1);
  });

  it('takes over what another one made since', async () => {
    const next = await open();
    const { digest } = await (await open()).acquire(want('a'));
    await expect(next.pin(digest)).resolves.toMatchObject({ bytes: 100 });
    expect(next.usage()).toEqual({ bytes: 100, limitBytes: undefined });
    await next.acquire(want('a'));
    expect(downloads).toBe(1);
  });

  it('gives a changed model another folder and leaves the old one in use alone', async () => {
    const cache = await open();
    const before = await cache.acquire(want('a'));
    await bucket.put({ 'a/model': 'new' });
    const after = await cache.acquire(want('a'));
    expect(after.dir).not.toBe(before.dir);
    expect(await readFile(join(before.dir, 'model'), 'utf8')).toHaveLength(100);
  });

  it('checks credentials also for what it has', async () => {
    const cache = await open();
    await cache.acquire(want('a'));
    await expect(
      cache.acquire({
        ...want('a'),
        credentials: bucket.credentials({ AWS_SECRET_ACCESS_KEY: 'guess' }),
      }),
    ).rejects.toMatchObject({ code: 'StorageDenied' });
  });

  it('fetches again what was removed by hand', async () => {
    const cache = await open();
    const { dir: gone } = await cache.acquire(want('a'));
    await rm(gone, { recursive: true });
    await cache.acquire(want('a'));
    expect(downloads).toBe(2);
  });

  it('shares one download between all who want it at once', async () => {
    const cache = await open();
    const all = await Promise.all(
      [1, 2, 3].map(() => cache.acquire(want('a'))),
    );
    expect(new Set(all.map(artifact => artifact.dir)).size).toBe(1);
    expect(downloads).toBe(1);
  });

  it('goes on for the others when one who waits leaves', async () => {
    const cache = await open();
    let openGate = () => {};
    gate = new Promise(resolve => {
      openGate = resolve;
    });
    const leaver = new AbortController();
    const left = cache.acquire(want('a', leaver.signal));
    const stayed = cache.acquire(want('a'));
    await until(() => downloads === 1);
    leaver.abort(new Error('left'));
    await expect(left).rejects.toThrow('left');
    openGate();
    await expect(stayed).resolves.toMatchObject({ bytes: 100 });
    expect(downloads).toBe(1);
  });

  it('ends a download that nobody waits for, and can start it again', async () => {
    const cache = await open();
    let openGate = () => {};
    gate = new Promise(resolve => {
      openGate = resolve;
    });
    const leaver = new AbortController();
    const left = cache.acquire(want('a', leaver.signal));
    await until(() => downloads === 1);
    leaver.abort(new Error('left'));
    await expect(left).rejects.toThrow('left');
    const again = cache.acquire(want('a'));
    openGate();
    await expect(again).resolves.toMatchObject({ bytes: 100 });
    expect(downloads).toBe(2);
  });

  it('says how much is needed and free before it fetches what does not fit', async () => {
    const cache = await open({ freeBytes: async () => 60 });
    await expect(cache.acquire(want('a'))).rejects.toMatchObject({
      code: 'DiskFull',
      message: expect.stringMatching(
        /needs 100 bytes, the disk has 60 bytes free/,
      ),
    });
    expect(downloads).toBe(0);
  });

  it('does not count the same free bytes for two models', async () => {
    const cache = await open({ freeBytes: async () => 150 });
    let openGate = () => {};
    gate = new Promise(resolve => {
      openGate = resolve;
    });
    const first = cache.acquire(want('a'));
    await until(() => downloads === 1);
    await expect(cache.acquire(want('b'))).rejects.toMatchObject({
      code: 'DiskFull',
      message: expect.stringContaining('50 bytes free'),
    });
    openGate();
    await first;
  });

  it('lets the longest unused model go when the limit is reached', async () => {
    const cache = await open({ limitBytes: 250 });
    const digests: string[] = [];
    for (const name of ['a', 'b']) {
      const artifact = await cache.acquire(want(name));
      digests.push(artifact.digest);
      artifact.release();
      now += 1000;
    }
    (await cache.acquire(want('a'))).release();
    const { digest } = await cache.acquire(want('c'));
    expect((await complete()).sort()).toEqual([digests[0], digest].sort());
  });

  it('never lets go what is in use, by acquire or pin', async () => {
    const cache = await open({ limitBytes: 250 });
    const a = await cache.acquire(want('a'));
    const pinned = await cache.pin(a.digest);
    a.release();
    a.release();
    await cache.acquire(want('b'));
    await expect(cache.acquire(want('c'))).rejects.toMatchObject({
      code: 'DiskFull',
      message: expect.stringContaining('50 bytes free'),
    });
    pinned?.release();
    await expect(cache.acquire(want('c'))).resolves.toBeDefined();
    expect(await complete()).not.toContain(a.digest);
  });

  it('uses the order of use of before a restart', async () => {
    const first = await open();
    const a = await first.acquire(want('a'));
    now += 5000;
    const b = await first.acquire(want('b'));
    const cache = await open({ limitBytes: 250 });
    await cache.acquire(want('c'));
    expect(await complete()).toContain(b.digest);
    expect(await complete()).not.toContain(a.digest);
  });

  it('continues after a crash what was begun, and sweeps what nobody wants', async () => {
    const { identity } = await fetcher.resolve(want('a'));
    const begun = join(dir, 'incoming', identity, 'model');
    await mkdir(begun, { recursive: true });
    await writeFile(join(begun, 'model'), 'a'.repeat(100));
    const old = join(dir, 'incoming', 'old');
    await mkdir(old, { recursive: true });
    await utimes(old, (now - 2 * day) / 1000, (now - 2 * day) / 1000);
    await mkdir(join(dir, 'incoming', 'x.removed'));
    const cache = await open({ freeBytes: async () => 0 });
    expect(await readdir(join(dir, 'incoming'))).toEqual([identity]);
    const artifact = await cache.acquire(want('a'));
    expect(await readdir(artifact.dir)).toEqual(['model']);
  });

  it('removes the beginnings of others when the disk is short', async () => {
    const other = join(dir, 'incoming', 'other');
    await mkdir(other, { recursive: true });
    await writeFile(join(other, 'part'), 'x'.repeat(100));
    const cache = await open({
      freeBytes: async () =>
        (await readdir(join(dir, 'incoming'))).includes('other') ? 10 : 110,
    });
    await expect(cache.acquire(want('a'))).resolves.toBeDefined();
  });
});

/** Lets other work happen until something is so. */
async function until(condition: () => boolean): Promise<void> {
  const deadline = Date.now() + 60_000;
  while (!condition()) {
    if (Date.now() > deadline)
      throw new Error('It did not happen in a minute.');
    await new Promise(setImmediate);
  }
}
