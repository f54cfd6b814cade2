import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { TermGuard, TermLostError } from './TermGuard';

describe('TermGuard', () => {
  let folder: string;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'term-'));
  });

  afterEach(() => rm(folder, { recursive: true }));

  const claim = (fencing: number, epoch = 'a') =>
    TermGuard.claim(folder, { epoch, fencing });

  it('holds until a later term begins', async () => {
    const first = await claim(1);
    expect(first.isHeld()).toBe(true);
    const second = await claim(2);
    expect(first.isHeld()).toBe(false);
    expect(() => first.demand()).toThrow(TermLostError);
    expect(() => second.demand()).not.toThrow();
  });

  it('does not begin after a later one, nor disturbs it', async () => {
    const second = await claim(10);
    await expect(claim(9)).rejects.toThrow(TermLostError);
    expect(second.isHeld()).toBe(true);
  });

  it('is the same when it begins again', async () => {
    await claim(3);
    expect((await claim(3)).isHeld()).toBe(true);
  });

  it('begins anew with another database, which counts from the start', async () => {
    const before = await claim(57);
    const after = await claim(1, 'b');
    expect([before.isHeld(), after.isHeld()]).toEqual([false, true]);
  });

  it('leaves no more than its own number behind', async () => {
    for (const fencing of [1, 2, 3, 12]) await claim(fencing);
    expect(await readdir(join(folder, 'terms/a'))).toEqual(['12']);
  });
});
