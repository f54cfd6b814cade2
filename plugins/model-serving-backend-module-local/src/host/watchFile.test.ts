import { mkdtemp, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { watchFile } from './watchFile';

describe('watchFile', () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'watch-file-'));
  });

  afterEach(() => rm(folder, { recursive: true, force: true }));

  it('tells of the file that is renamed into place', async () => {
    let stop: (() => void) | undefined;
    const told = new Promise<void>(resolve => {
      stop = watchFile(folder, 'state.json', resolve);
    });
    await writeFile(join(folder, 'other'), '');
    await rename(join(folder, 'other'), join(folder, 'state.json'));
    await expect(told).resolves.toBeUndefined();
    stop?.();
  });

  it('says so where there is nothing to watch', () => {
    expect(watchFile(join(folder, 'gone'), 'x', () => {})).toBeUndefined();
  });
});
