import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buildSync } from 'esbuild';
import { parseArguments } from './program';

describe('parseArguments', () => {
  it('reads folder, port and credentials file', () => {
    expect(
      parseArguments(['--dir', 'd', '--port', '9', '--credentials-file', 'c']),
    ).toEqual({ dir: 'd', port: 9, credentialsFile: 'c' });
  });

  it.each([
    [[]],
    [['--dir', 'd']],
    [['--dir', 'd', '--credentials-file', 'c', '--port', 'x']],
    [['--dir', 'd', '--credentials-file', 'c', '--port', '70000']],
    [['--secret', 's']],
  ])('refuses %j', argv => {
    expect(() => parseArguments(argv)).toThrow();
  });
});

describe('the program', () => {
  let dir: string;
  let program: string;

  beforeAll(async () => {
    dir = await mkdtemp(join(tmpdir(), 'dev-s3-program-'));
    program = join(dir, 'main.js');
    buildSync({
      entryPoints: [join(__dirname, 'main.ts')],
      bundle: true,
      platform: 'node',
      target: 'node22',
      format: 'cjs',
      outfile: program,
    });
    await writeFile(
      join(dir, 'credentials.json'),
      JSON.stringify([{ accessKeyId: 'A', secretAccessKey: 's' }]),
    );
  });
  afterAll(() => rm(dir, { recursive: true, force: true }));

  it.each(['SIGTERM', 'SIGINT'] as const)(
    'says where it listens and ends on %s',
    async signal => {
      const child = spawn(process.execPath, [
        program,
        '--dir',
        join(dir, 'data'),
        '--credentials-file',
        join(dir, 'credentials.json'),
      ]);
      const exited = once(child, 'exit');
      const [line] = await once(child.stdout, 'data');
      const url = /^greenroom-dev-s3 listening on (\S+)\n$/.exec(String(line));
      expect((await fetch(`${url?.[1]}/models`)).status).toBe(403);
      child.kill(signal);
      expect(await exited).toEqual([0, null]);
    },
  );

  it('says what is wrong and fails', async () => {
    const child = spawn(process.execPath, [program, '--dir', dir]);
    const exited = once(child, 'exit');
    const [text] = await once(child.stderr, 'data');
    expect(String(text)).toContain('--credentials-file');
    expect(await exited).toEqual([1, null]);
  });
});
