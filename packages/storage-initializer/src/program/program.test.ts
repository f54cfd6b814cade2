import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { buildSync } from 'esbuild';
import { TestBucket } from '../__testUtils__/TestBucket';
import { tarGzOf } from '../testUtils/archives';
import { GcsServer } from '../testUtils/GcsServer';
import { HubServer } from '../testUtils/HubServer';
import { ImageRegistry } from '../testUtils/ImageRegistry';
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

  it('fetches only the files that are wanted', async () => {
    const dir = join(bucket.dir, 'wanted');
    const args = ['s3://models/iris', dir];
    const some = await run(args, { STORAGE_ALLOW_PATTERNS: '*.onnx' });
    expect(some).toMatchObject({ code: 0, err: '' });
    expect(await readdir(dir)).toEqual(['model.onnx']);
    const none = await run(args, { STORAGE_IGNORE_PATTERNS: '*' });
    expect(none.err).toMatch(/None of the 2 files of s3:\/\/models\/iris fits/);
  });

  it('fetches from other storages, with what the environment says of each', async () => {
    const gcs = await GcsServer.create();
    const hub = await HubServer.create();
    const registry = await ImageRegistry.create();
    const dir = join(bucket.dir, 'others');
    const key = join(dir, 'key.json');
    try {
      gcs.isPublic = false;
      gcs.put('iris/model', 'from gcs');
      hub.token = 'hf_hush';
      hub.commit({ model: 'from hub' });
      registry.auth = 'bearer';
      const layer = await tarGzOf({ 'models/model': 'from image' });
      registry.push('iris', [{ body: layer }], 'v1');
      await mkdir(join(dir, 'docker'), { recursive: true });
      await writeFile(key, gcs.keyFile());
      await writeFile(
        join(dir, 'docker', 'config.json'),
        registry.login('robot', 'hush')['.dockerconfigjson'],
      );
      const result = await run(
        [
          ['gs://models/iris', join(dir, 'gs')],
          ['hf://team/iris', join(dir, 'hf')],
          [`oci://${registry.host}/iris:v1`, join(dir, 'oci')],
        ].flat(),
        {
          GOOGLE_APPLICATION_CREDENTIALS: key,
          STORAGE_EMULATOR_HOST: `127.0.0.1:${gcs.server.port}`,
          HF_ENDPOINT: hub.server.url,
          HF_TOKEN: 'hf_hush',
          DOCKER_CONFIG: join(dir, 'docker'),
        },
      );
      expect(result).toMatchObject({ code: 0, err: '' });
      for (const [name, content] of [
        ['gs', 'from gcs'],
        ['hf', 'from hub'],
        ['oci', 'from image'],
      ]) {
        expect(await readFile(join(dir, name, 'model'), 'utf8')).toBe(content);
      }
    } finally {
      for (const server of [gcs, hub, registry]) await server.close();
    }
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
