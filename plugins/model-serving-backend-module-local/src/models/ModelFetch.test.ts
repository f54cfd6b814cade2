import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { FakeClock, settled } from '../__testUtils__/FakeClock';
import { FolderModels } from '../__testUtils__/FolderModels';
import { fetchFailure, fetchRetryDelay } from './fetchFailure';
import { ModelFetch } from './ModelFetch';

function failure(code: string, retryable: boolean): Error {
  return Object.assign(new Error(`${code}!`), { code, retryable });
}

describe('fetchFailure', () => {
  it.each`
    error                                                    | code                    | retryable
    ${failure('StorageUnreachable', true)}                   | ${'StorageUnreachable'} | ${true}
    ${failure('StorageDenied', false)}                       | ${'StorageDenied'}      | ${false}
    ${failure('TooLarge', false)}                            | ${'DiskFull'}           | ${false}
    ${failure('InvalidUri', false)}                          | ${'InvalidSpec'}        | ${false}
    ${failure('AddressRefused', false)}                      | ${'StorageUnreachable'} | ${false}
    ${Object.assign(new Error(), { code: 'ENOSPC' })}        | ${'DiskFull'}           | ${true}
    ${Object.assign(new Error(), { name: 'NotFoundError' })} | ${'SecretMissing'}      | ${false}
    ${new Error('what?')}                                    | ${'StorageUnreachable'} | ${true}
    ${'thrown text'}                                         | ${'StorageUnreachable'} | ${true}
  `('$error is $code', ({ error, code, retryable }) => {
    expect(fetchFailure(error)).toMatchObject({ code, retryable });
  });

  it('waits longer and longer for what may pass, a minute for a refusal', () => {
    const delays = [1, 2, 3, 4, 5, 6, 7].map(n => fetchRetryDelay(n, true));
    expect(delays).toEqual([
      10_000, 20_000, 40_000, 80_000, 160_000, 300_000, 300_000,
    ]);
    expect(fetchRetryDelay(9, false)).toBe(60_000);
  });
});

describe('ModelFetch', () => {
  let clock: FakeClock;
  let source: FolderModels;
  let secret: string;
  let fetch: ModelFetch;
  let changes: number;
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'model-'));
    clock = new FakeClock();
    source = new FolderModels(folder);
    secret = 'one';
    changes = 0;
  });

  afterEach(async () => {
    await rm(folder, { recursive: true, force: true });
  });

  async function start(error?: Error) {
    source.failure = error;
    fetch = ModelFetch.start({
      source,
      clock,
      uri: 's3://models/iris',
      credentials: async () => ({ type: 's3', values: { key: secret } }),
      onChange: () => changes++,
    });
    await settled();
  }

  it('tries again after a failure, until the model is here', async () => {
    await start(failure('StorageUnreachable', true));
    expect(fetch.facts).toMatchObject({
      state: 'failed',
      failure: { code: 'StorageUnreachable', message: 'StorageUnreachable!' },
      retryAt: new Date(10_000).toISOString(),
    });
    await clock.advance(10_000);
    expect(fetch.facts.retryAt).toBe(new Date(30_000).toISOString());
    source.failure = undefined;
    await clock.advance(20_000);
    expect(fetch.facts).toMatchObject({ state: 'fetched', bytesDone: 3 });
    expect(fetch.facts.failure).toBeUndefined();
    expect(fetch.model?.dir).toBe(folder);
    expect(source.requests).toHaveLength(3);
  });

  it('tries again at once when refused credentials have changed', async () => {
    await start(failure('StorageDenied', false));
    await fetch.reconsider();
    expect(source.requests).toHaveLength(1);
    secret = 'two';
    source.failure = undefined;
    await fetch.reconsider();
    await settled();
    expect(source.requests).toHaveLength(2);
    expect(fetch.facts.state).toBe('fetched');
    await clock.advance(600_000);
    expect(source.requests).toHaveLength(2);
  });

  it('does not hurry a storage that is down', async () => {
    await start(failure('StorageUnreachable', true));
    secret = 'two';
    await fetch.reconsider();
    expect(source.requests).toHaveLength(1);
  });

  it('lets the model go when it is closed, and tries no more', async () => {
    await start();
    expect(source.held).toBe(1);
    fetch.close();
    expect(source.held).toBe(0);
    await start(failure('StorageUnreachable', true));
    fetch.close();
    await clock.advance(600_000);
    expect(source.requests).toHaveLength(2);
  });

  it('tells of bytes no more often than people can read', async () => {
    await start();
    const before = changes;
    const { onProgress } = source.requests[0];
    for (let done = 0; done < 100; done++) onProgress(done, 100);
    expect(changes - before).toBeLessThan(2);
  });
});
