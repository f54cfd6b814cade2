import { mkdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import fc from 'fast-check';
import {
  createTestFolder,
  removeTestFolder,
} from '../__testUtils__/TestFolder';
import { ModelFetcher } from '../model/createModelFetcher';
import { Artifact, ArtifactCache } from './ArtifactCache';
import { bytesBelow } from './folderSize';

// Finding the shortest way to a failure takes longer than passing.
jest.setTimeout(300_000);

const limitBytes = 100;
/** Bytes of each model; the last one is an archive that holds twice as much. */
const sizes = [10, 30, 45, 60, 20];
const archive = sizes.length - 1;

/** Something that a user of the cache does. */
type Step =
  | { readonly does: 'acquire'; readonly model: number }
  | { readonly does: 'acquireTwo'; readonly models: readonly [number, number] }
  | { readonly does: 'acquireAndLeave'; readonly model: number }
  | { readonly does: 'pin'; readonly model: number }
  | { readonly does: 'release'; readonly which: number }
  | { readonly does: 'removeByHand'; readonly model: number };

const model = fc.nat({ max: sizes.length - 1 });
const step: fc.Arbitrary<Step> = fc.oneof(
  fc.record({ does: fc.constant('acquire' as const), model }),
  fc.record({
    does: fc.constant('acquireTwo' as const),
    models: fc.tuple(model, model),
  }),
  fc.record({ does: fc.constant('acquireAndLeave' as const), model }),
  fc.record({ does: fc.constant('pin' as const), model }),
  fc.record({ does: fc.constant('release' as const), which: fc.nat() }),
  fc.record({ does: fc.constant('removeByHand' as const), model }),
);

/** Models without a network: model 1 is a file of 30 bytes of "1". */
const fetcher: ModelFetcher = {
  schemes: ['test'],
  async resolve({ uri }) {
    const size = sizes[Number(uri)];
    const objects = [{ key: uri, path: 'model', size }];
    return { objects, totalBytes: size, identity: `model-${uri}` };
  },
  async download({ uri, dir, signal, onProgress, room }) {
    const size = sizes[Number(uri)];
    onProgress?.(0, size);
    await new Promise(setImmediate);
    signal.throwIfAborted();
    await mkdir(dir, { recursive: true });
    if (Number(uri) === archive) await room?.(size);
    await writeFile(join(dir, 'model'), contentOf(Number(uri)));
    onProgress?.(size, size);
  },
};

function contentOf(name: number): string {
  return String(name).repeat(sizes[name] * (name === archive ? 2 : 1));
}

describe('ArtifactCache, whatever is asked of it', () => {
  it('keeps what is in use whole and stays within its limit', async () => {
    const holds = fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 30 }), async steps => {
        const dir = await createTestFolder();
        try {
          await walk(dir, steps);
        } finally {
          await removeTestFolder(dir);
        }
      }),
      { numRuns: 60 },
    );
    await expect(holds).resolves.toBeUndefined();
  });
});

async function walk(dir: string, steps: readonly Step[]): Promise<void> {
  let now = Date.now();
  const cache = await ArtifactCache.create({
    dir,
    fetcher,
    limitBytes,
    clock: () => (now += 1000),
  });
  const held: Artifact[] = [];
  for (const taken of steps) {
    held.push(...(await take(cache, taken, held, dir)));
    for (const { dir: folder, digest, bytes } of held) {
      const content = await readFile(join(folder, 'model'), 'utf8');
      expect(content).toBe(contentOf(Number(digest.slice('model-'.length))));
      expect(bytes).toBe(content.length);
    }
    expect(await bytesBelow(join(dir, 'models'))).toBeLessThanOrEqual(
      limitBytes,
    );
  }
}

async function take(
  cache: ArtifactCache,
  taken: Step,
  held: Artifact[],
  dir: string,
): Promise<Artifact[]> {
  switch (taken.does) {
    case 'acquire':
      return acquire(cache, taken.model, held);
    case 'acquireTwo':
      return (
        await Promise.all(taken.models.map(name => acquire(cache, name, held)))
      ).flat();
    case 'acquireAndLeave': {
      const leave = new AbortController();
      const left = cache
        .acquire({ uri: String(taken.model), signal: leave.signal })
        .catch(() => undefined);
      leave.abort();
      const artifact = await left;
      return artifact ? [artifact] : [];
    }
    case 'pin': {
      const artifact = await cache.pin(`model-${taken.model}`);
      return artifact ? [artifact] : [];
    }
    case 'release':
      held.splice(taken.which % (held.length || 1), 1)[0]?.release();
      return [];
    default: {
      const digest = `model-${taken.model}`;
      // What somebody uses is not removed by hand either.
      if (held.every(artifact => artifact.digest !== digest)) {
        await rm(join(dir, 'models', digest), { recursive: true, force: true });
      }
      return [];
    }
  }
}

/** Refused is only what does not fit beside what is in use. */
async function acquire(
  cache: ArtifactCache,
  name: number,
  held: readonly Artifact[],
): Promise<Artifact[]> {
  try {
    const { signal } = new AbortController();
    return [await cache.acquire({ uri: String(name), signal })];
  } catch (error) {
    expect(error).toMatchObject({ code: 'DiskFull' });
    const inUse = new Map(held.map(({ digest, bytes }) => [digest, bytes]));
    expect(inUse.has(`model-${name}`)).toBe(false);
    return [];
  }
}
