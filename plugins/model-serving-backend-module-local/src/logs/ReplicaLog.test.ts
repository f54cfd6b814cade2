import { appendFile, mkdtemp, readFile, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { until } from '../__testUtils__/until';
import { readLogs } from './readLogs';
import { ReplicaLog } from './ReplicaLog';

describe('ReplicaLog', () => {
  let folder: string;
  let log: ReplicaLog;

  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'replica-log-'));
    log = new ReplicaLog(folder, 100);
  });

  afterEach(async () => {
    await rm(folder, { recursive: true, force: true });
  });

  it('has no lines before anything was written', async () => {
    expect(await log.tail(5)).toEqual([]);
    expect(await log.tail(5, 'previous')).toEqual([]);
  });

  it.each`
    lines | expected
    ${0}  | ${[]}
    ${2}  | ${['b', 'c']}
    ${9}  | ${['a', '', 'b', 'c']}
  `('tells the last $lines lines', async ({ lines, expected }) => {
    await appendFile(log.file, 'a\n\nb\nc');
    expect(await log.tail(lines)).toEqual(expected);
  });

  it('stays within twice its limit, and keeps the newest', async () => {
    for (let i = 0; i < 50; i++) {
      await appendFile(log.file, `line ${i}\n`);
      await log.rotate();
    }
    const sizes = await Promise.all(
      ['output.log', 'output.log.1'].map(
        async name => (await stat(join(folder, name))).size,
      ),
    );
    expect(Math.max(...sizes)).toBeLessThanOrEqual(109);
    expect(await log.tail(2)).toEqual(['line 48', 'line 49']);
    expect((await log.tail(14)).length).toBeGreaterThan(11);
  });

  it('keeps the end of a burst', async () => {
    await appendFile(log.file, `${'x'.repeat(1_000)}\nend\n`);
    await log.rotate();
    expect(await readFile(join(folder, 'output.log.1'), 'utf8')).toHaveLength(
      100,
    );
    expect((await log.tail(1))[0]).toBe('end');
  });

  it('goes on with new lines when the file is emptied or replaced, without a gap', async () => {
    await appendFile(log.file, 'first\npar');
    const abort = new AbortController();
    const seen: string[] = [];
    const reading = (async () => {
      const named = [{ replica: 'r', log }];
      const query = { follow: true, signal: abort.signal };
      for await (const { text } of readLogs(named, query)) seen.push(text);
    })();
    await until(() => seen.includes('first') || undefined);
    await appendFile(log.file, `tial ä\n${'x'.repeat(100)}\n`);
    await until(() => seen.length === 3 || undefined);
    await log.rotate();
    await appendFile(log.file, 'after emptying\n');
    await until(() => seen.length === 4 || undefined);
    await log.nextInstance();
    await appendFile(log.file, 'after a restart\n');
    await until(() => seen.length === 5 || undefined);
    abort.abort();
    await reading;
    expect(seen).toEqual([
      'first',
      'partial ä',
      'x'.repeat(100),
      'after emptying',
      'after a restart',
    ]);
  });
});
