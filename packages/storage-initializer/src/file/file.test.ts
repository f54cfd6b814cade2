import { execFileSync } from 'node:child_process';
import {
  appendFile,
  mkdir,
  rename,
  symlink,
  truncate,
  writeFile,
} from 'node:fs/promises';
import { join } from 'node:path';
import { loopbackPolicy } from '../__testUtils__/TestBucket';
import { tarGzOf } from '../testUtils/archives';
import {
  createTestFolder,
  filesOf,
  removeTestFolder,
} from '../__testUtils__/TestFolder';
import { createModelFetcher } from '../model/createModelFetcher';

describe('fetching from folders', () => {
  const { signal } = new AbortController();
  let dir: string;
  let root: string;

  beforeEach(async () => {
    dir = await createTestFolder();
    root = join(dir, 'models');
    await mkdir(join(root, 'iris', 'more'), { recursive: true });
    await mkdir(join(root, 'empty'));
    await mkdir(join(dir, 'models-of-others'));
    await writeFile(join(root, 'iris', 'model.onnx'), 'weights');
    await writeFile(join(root, 'iris', 'more', 'a b#c'), 'words');
    await writeFile(join(dir, 'secret'), 'secret');
    await writeFile(join(dir, 'models-of-others', 'm'), 'secret');
  });
  afterEach(() => removeTestFolder(dir));

  function fetcher(fileRoots: readonly string[] = [root]) {
    return createModelFetcher({
      policy: loopbackPolicy,
      storage: { fileRoots },
      wait: async () => undefined,
    });
  }

  function resolve(path: string) {
    return fetcher().resolve({ uri: `file://${path}`, signal });
  }

  async function download(path: string) {
    const source = { uri: `file://${path}`, signal };
    const resolved = await fetcher().resolve(source);
    await fetcher().download({ ...source, resolved, dir: join(dir, 'out') });
    return filesOf(join(dir, 'out'));
  }

  it('is there only with folders to read', () => {
    expect(fetcher().schemes).toContain('file');
    expect(fetcher([]).schemes).not.toContain('file');
  });

  it('brings a folder, a file, and what an archive holds', async () => {
    expect(await download(`${root}/iris/`)).toEqual({
      'model.onnx': 'weights',
      'more/a b#c': 'words',
    });
    expect(await download(`${root}/iris/more/a%20b%23c`)).toMatchObject({
      'a b#c': 'words',
    });
    await writeFile(join(root, 'm.tgz'), await tarGzOf({ 'v1/m': 'packed' }));
    expect(await download(`${root}/m.tgz`)).toEqual({ 'v1/m': 'packed' });
  });

  it('takes a bare path, as KServe does', async () => {
    const { objects } = await fetcher().resolve({
      uri: `${root}/iris/more/a b#c`,
      signal,
    });
    expect(objects).toMatchObject([{ path: 'a b#c', size: 5 }]);
    await expect(
      fetcher().resolve({ uri: `${root}/../secret`, signal }),
    ).rejects.toMatchObject({ code: 'InvalidUri' });
  });

  it('follows links that stay inside', async () => {
    await symlink('model.onnx', join(root, 'iris', 'latest'));
    await symlink(join(root, 'iris'), join(root, 'current'));
    expect(await download(`${root}/current`)).toMatchObject({
      latest: 'weights',
    });
  });

  it.each`
    situation                 | path                      | link                            | words
    ${'another place'}        | ${'DIR/secret'}           | ${undefined}                    | ${/not lie below a folder that models/}
    ${'a way up'}             | ${'ROOT/../secret'}       | ${undefined}                    | ${/not lie below/}
    ${'a hidden way up'}      | ${'ROOT/%2e%2e/secret'}   | ${undefined}                    | ${/not lie below/}
    ${'an encoded slash'}     | ${'ROOT/..%2fsecret'}     | ${undefined}                    | ${/file:\/\/\/<absolute path>/}
    ${'a folder named alike'} | ${'DIR/models-of-others'} | ${undefined}                    | ${/not lie below/}
    ${'a host'}               | ${'server/share'}         | ${undefined}                    | ${/file:\/\/\/<absolute path>/}
    ${'a file linked out'}    | ${'ROOT/iris'}            | ${['iris/x', '../../secret']}   | ${/not lie below/}
    ${'a folder linked out'}  | ${'ROOT/x/m'}             | ${['x', '../models-of-others']} | ${/not lie below/}
    ${'a link round'}         | ${'ROOT/iris'}            | ${['iris/more/x', '..']}        | ${/link to a folder around it/}
  `('refuses $situation', async ({ path, link, words }) => {
    if (link) await symlink(link[1], join(root, link[0]));
    await expect(
      resolve(path.replace('ROOT', root).replace('DIR', dir)),
    ).rejects.toMatchObject({
      code: 'InvalidUri',
      message: expect.stringMatching(words),
    });
  });

  it('refuses what is no file, without waiting for it', async () => {
    execFileSync('mkfifo', [join(root, 'iris', 'pipe')]);
    await expect(resolve(`${root}/iris`)).rejects.toMatchObject({
      code: 'InvalidUri',
      message: expect.stringMatching(/no regular file/),
    });
  });

  it.each`
    path          | words
    ${'/nothing'} | ${/nothing at .*\/nothing/}
    ${'/empty'}   | ${/is empty/}
  `('does not find $path', async ({ path, words }) => {
    await expect(resolve(`${root}${path}`)).rejects.toMatchObject({
      code: 'StorageNotFound',
      message: expect.stringMatching(words),
    });
  });

  it.each([
    ['written to', () => appendFile(join(root, 'iris', 'model.onnx'), '!')],
    ['cut', () => truncate(join(root, 'iris', 'model.onnx'), 2)],
    [
      'replaced by a link out',
      async () => {
        await rename(join(root, 'iris', 'model.onnx'), join(dir, 'aside'));
        await symlink(join(dir, 'secret'), join(root, 'iris', 'model.onnx'));
      },
    ],
  ])('notices a file that is %s meanwhile', async (_, change) => {
    const source = { uri: `file://${root}/iris`, signal };
    const resolved = await fetcher().resolve(source);
    await change();
    const out = join(dir, 'out');
    await expect(
      fetcher().download({ ...source, resolved, dir: out }),
    ).rejects.toMatchObject({
      code: expect.stringMatching(/DigestMismatch|InvalidUri/),
    });
    expect(Object.values(await filesOf(out))).not.toContain('secret');
    const changed = await resolve(`${root}/iris/more`);
    expect(changed.identity).not.toBe(resolved.identity);
  });
});
