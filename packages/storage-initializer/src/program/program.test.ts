import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { buildSync } from 'esbuild';
import { TestBucket } from '../__testUtils__/TestBucket';
import { parseArguments } from './runProgram';

describe('parseArguments', () => {
  it('reads pairs', () => {
    expect(parseArguments(['s3://a', '/a', 's3://b', '/b'])).toEqual([
      { uri: 's3://a', dir: '/a' },
      { uri: 's3://b', dir: '/b' },
    ]);
  });

  it.each([[[]], [['s3://a']], [['s3://a', '']]])('refuses %j', argv => {
    expect(() => parseArguments(argv)).toThrow('Usage');
  });
});

describe('the program', () => {
  let bucket: TestBucket;
  let program: string;

  beforeAll(async () => {
    bucket = await TestBucket.create({
      'iris/model.onnx': 'weights',
      'iris/more/words': 'a b',
      'digits/model.onnx': 'digits',
    });
    program = join(bucket.dir, 'main.js');
    buildSync({
      entryPoints: [join(__dirname, '..', 'main.ts')],
      bundle: true,
      platform: 'node',
      target: 'node22',
      format: 'cjs',
      outfile: program,
      logLevel: 'error',
    });
  });
  afterAll(() => bucket.close());

  async function run(args: string[], env: Record<string, string> = {}) {
    const child = spawn(process.execPath, [program, ...args], {
      env: {
        AWS_ACCESS_KEY_ID: 'KEY',
        AWS_SECRET_ACCESS_KEY: 'top-secret',
        AWS_ENDPOINT_URL: bucket.url,
        ...env,
      },
    });
    const [out, err, [code]] = await Promise.all([
      text(child.stdout),
      text(child.stderr),
      once(child, 'exit'),
    ]);
    return { out, err, code };
  }

  it('fetches several models, with credentials from the environment', async () => {
    const [one, two] = [join(bucket.dir, 'one'), join(bucket.dir, 'two')];
    await mkdir(join(one, '.incoming-of-an-older-model'), { recursive: true });
    await writeFile(join(one, 'model.onnx'), 'left by an earlier run');
    const result = await run([
      's3://models/iris',
      one,
      's3://models/digits/model.onnx',
      two,
    ]);
    expect(result).toMatchObject({ code: 0, err: '' });
    expect(result.out).toContain('s3://models/iris: 2 files, 10 bytes');
    expect((await readdir(one, { recursive: true })).sort()).toEqual([
      'model.onnx',
      'more',
      'more/words',
    ]);
    expect(await readFile(join(one, 'model.onnx'), 'utf8')).toBe('weights');
    expect(await readdir(two)).toEqual(['model.onnx']);
  });

  it.each`
    situation            | args                          | env                                               | words
    ${'nothing there'}   | ${['s3://models/none', '/x']} | ${{}}                                             | ${'bucket "models"'}
    ${'a wrong secret'}  | ${['s3://models/iris', '/x']} | ${{ AWS_SECRET_ACCESS_KEY: 'gue5s' }}             | ${'secret key does not belong'}
    ${'a metadata host'} | ${['s3://models/iris', '/x']} | ${{ AWS_ENDPOINT_URL: 'http://169.254.169.254' }} | ${'metadata'}
    ${'no arguments'}    | ${[]}                         | ${{}}                                             | ${'Usage'}
  `('says what is wrong and fails: $situation', async row => {
    const { code, err } = await run(row.args, row.env);
    expect(code).toBe(1);
    expect(err).toContain(row.words);
    expect(err).not.toMatch(/gue5s|top-secret/);
  });
});
