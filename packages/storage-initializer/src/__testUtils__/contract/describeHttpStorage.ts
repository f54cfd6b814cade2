import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { createModelFetcher } from '../../model/createModelFetcher';
import { StorageSettings } from '../../model/createFetchers';
import { StorageCredentials } from '../../source/types';
import { loopbackPolicy } from '../TestBucket';
import { filesOf } from '../TestFolder';
import { SeenRequest, TestServer } from '../../testUtils/TestServer';

/** A storage with one model, for {@link describeHttpStorage}. */
export interface StorageWorld {
  readonly dir: string;
  readonly server: TestServer;
  readonly uri: string;
  readonly credentials?: StorageCredentials;
  readonly settings?: StorageSettings;
  /** What must be in the model's folder. */
  readonly files: Readonly<Record<string, string>>;
  /** Whether a request is for the bytes of the model's large file, and not for a description. */
  isBytes(request: SeenRequest): boolean;
  /** Gives the model's large file other content of the same size. */
  change(): Promise<void>;
  close(): Promise<void>;
}

/** How storages differ. */
export interface StorageTraits {
  /** Content is compared with a digest. */
  readonly verifies: boolean;
  /** What was listed can be had after it was replaced: it is named by its content or version. */
  readonly keepsVersions: boolean;
  /** Texts that may be in no message. */
  readonly secrets: RegExp;
}

/** What every storage on HTTP promises. */
export function describeHttpStorage(
  name: string,
  traits: StorageTraits,
  create: () => Promise<StorageWorld>,
): void {
  describe(`fetching ${name}, whatever happens`, () => {
    let world: StorageWorld;
    let waits: number[];
    const { signal } = new AbortController();

    beforeEach(async () => {
      waits = [];
      world = await create();
    });
    afterEach(() => world.close());

    function fetcher() {
      return createModelFetcher({
        policy: loopbackPolicy,
        storage: world.settings,
        wait: async ms => {
          waits.push(ms);
        },
      });
    }

    function source() {
      const { uri, credentials } = world;
      return { uri, credentials, signal };
    }

    async function download(progress: number[] = []) {
      const resolved = await fetcher().resolve(source());
      const dir = join(world.dir, randomUUID());
      await fetcher().download({
        ...source(),
        resolved,
        dir,
        onProgress: done => progress.push(done),
      });
      expect(progress.at(-1)).toBe(resolved.totalBytes);
      return filesOf(dir);
    }

    it('brings every file and tells every byte', async () => {
      const progress: number[] = [];
      expect(await download(progress)).toEqual(world.files);
      expect(progress[0]).toBe(0);
      expect(progress).toEqual([...progress].sort((a, b) => a - b));
    });

    it('goes on where the connection was cut', async () => {
      const offsets: number[] = [];
      world.server.fault = request => {
        if (!world.isBytes(request) || offsets.length >= 4) return undefined;
        const { range } = request.headers;
        // The first byte alone is asked for to learn about the file.
        if (range?.endsWith('-0')) return undefined;
        offsets.push(Number(/bytes=(\d+)-/.exec(range ?? '')?.[1] ?? 0));
        return { cutAfter: 20_000 };
      };
      expect(await download()).toEqual(world.files);
      expect(offsets).toHaveLength(4);
      expect(offsets).toEqual([...offsets].sort((a, b) => a - b));
      expect(offsets[3]).toBeGreaterThan(0);
    });

    it('gives up after three attempts that bring nothing', async () => {
      world.server.fault = request =>
        world.isBytes(request) && !request.headers.range?.endsWith('-0')
          ? { cutAfter: 0 }
          : undefined;
      await expect(download()).rejects.toMatchObject({
        code: 'StorageUnreachable',
        retryable: true,
        message: expect.stringMatching(/cut off|ended after 0/),
      });
      expect(waits).toEqual([500, 1000]);
    });

    it('starts anew where the rest of a file cannot be asked for', async () => {
      let cuts = 0;
      world.server.fault = request => {
        const isProbe = request.headers.range?.endsWith('-0');
        if (!world.isBytes(request) || isProbe) return undefined;
        cuts += 1;
        return cuts === 1 ? { cutAfter: 20_000 } : { ignoresRange: true };
      };
      expect(await download()).toEqual(world.files);
    });

    it('gives equal content one identity, changed content another', async () => {
      const first = await fetcher().resolve(source());
      const again = await fetcher().resolve(source());
      expect(again.identity).toBe(first.identity);
      await world.change();
      const changed = await fetcher().resolve(source());
      expect(changed.identity).not.toBe(first.identity);
    });

    it('brings what was listed although it was replaced, or notices that it changed', async () => {
      const resolved = await fetcher().resolve(source());
      await world.change();
      const dir = join(world.dir, 'changed');
      const outcome = await fetcher()
        .download({ ...source(), resolved, dir })
        .then(
          () => filesOf(dir),
          ({ code, retryable }) => ({ code, retryable }),
        );
      expect(outcome).toEqual(
        traits.keepsVersions
          ? world.files
          : { code: 'DigestMismatch', retryable: false },
      );
    });

    if (traits.verifies) {
      it('takes no other bytes than the storage announced', async () => {
        world.server.fault = request =>
          world.isBytes(request) ? { corrupts: true } : undefined;
        await expect(download()).rejects.toMatchObject({
          code: 'DigestMismatch',
          message: expect.stringMatching(/other content/),
        });
      });
    }

    it.each`
      status | code                    | attempts
      ${401} | ${'StorageDenied'}      | ${1}
      ${403} | ${'StorageDenied'}      | ${1}
      ${404} | ${'StorageNotFound'}    | ${1}
      ${429} | ${'StorageUnreachable'} | ${3}
      ${500} | ${'StorageUnreachable'} | ${3}
      ${503} | ${'StorageUnreachable'} | ${3}
    `(
      'says what HTTP $status means: $code',
      async ({ status, code, attempts }) => {
        world.server.fault = () => ({ reply: { status, body: 'stack trace' } });
        const failure = fetcher().resolve(source());
        await expect(failure).rejects.toMatchObject({
          code,
          retryable: attempts > 1,
          message: expect.stringContaining(`127.0.0.1:${world.server.port}`),
        });
        await expect(failure).rejects.not.toThrow(traits.secrets);
        await expect(failure).rejects.not.toThrow('stack trace');
        expect(waits).toHaveLength(attempts - 1);
      },
    );

    it.each([
      ['http://169.254.169.254/latest/meta-data', /metadata/],
      ['http://10.1.2.3/', /private/],
      ['http://localhost:1/', /loopback/],
    ])('is not led to %s', async (location, words) => {
      const redirect = { reply: { status: 302, headers: { location } } };
      // A post is never led on at all.
      world.server.fault = ({ method }) =>
        method === 'GET' ? redirect : undefined;
      const refused = { code: 'AddressRefused', retryable: false };
      await expect(fetcher().resolve(source())).rejects.toMatchObject({
        ...refused,
        message: expect.stringMatching(words),
      });
      world.server.fault = () => undefined;
      const resolved = await fetcher().resolve(source());
      world.server.fault = request =>
        world.isBytes(request) ? redirect : undefined;
      const dir = join(world.dir, 'led');
      await expect(
        fetcher().download({ ...source(), resolved, dir }),
      ).rejects.toMatchObject(refused);
    });

    it('ends when it is told to, also while nothing comes', async () => {
      const stop = new AbortController();
      world.server.fault = () => {
        setImmediate(() => stop.abort(new Error('no longer wanted')));
        return { stalls: true };
      };
      await expect(
        fetcher().resolve({ ...source(), signal: stop.signal }),
      ).rejects.toThrow('no longer wanted');
    });
  });
}
