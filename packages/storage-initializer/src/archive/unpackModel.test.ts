import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { tarGzOf, tarOf, tarZstOf } from '../testUtils/archives';
import { zipOf } from '../__testUtils__/zipOf';
import {
  createTestFolder,
  filesOf,
  removeTestFolder,
} from '../__testUtils__/TestFolder';
import { PackedModel } from '../source/types';
import { StorageError } from '../StorageError';
import { archiveFormat } from './archiveFormat';
import { unpackModel } from './unpackModel';

describe('archiveFormat', () => {
  it.each`
    name             | format
    ${'m.zip'}       | ${'zip'}
    ${'m.TAR'}       | ${'tar'}
    ${'m.v1.tar.gz'} | ${'tar.gz'}
    ${'m.tgz'}       | ${'tar.gz'}
    ${'m.gz'}        | ${undefined}
    ${'m.onnx'}      | ${undefined}
    ${'zip'}         | ${undefined}
  `('$name: $format', ({ name, format }) => {
    expect(archiveFormat(name)).toBe(format);
  });
});

describe('unpackModel', () => {
  let dir: string;
  let rooms: number[];

  beforeEach(async () => {
    dir = await createTestFolder();
    rooms = [];
  });
  afterEach(() => removeTestFolder(dir));

  async function unpack(
    format: PackedModel['format'],
    body: Buffer,
    limits: { maxFiles?: number; maxBytes?: number; room?: number } = {},
  ) {
    const file = join(dir, 'archive');
    await writeFile(file, body);
    const target = join(dir, 'out', 'model');
    await mkdir(join(dir, 'out'), { recursive: true });
    await unpackModel({
      archives: [{ file, format, name: 'm.archive' }],
      dir: target,
      maxFiles: limits.maxFiles ?? 100,
      maxBytes: limits.maxBytes ?? Infinity,
      signal: new AbortController().signal,
      room: async bytes => {
        rooms.push(bytes);
        if (bytes > (limits.room ?? Infinity)) {
          throw new StorageError('DiskFull', 'No room.');
        }
      },
    });
    return filesOf(target);
  }

  const files = {
    'a/b/c': 'one',
    'a/d': '',
    [`${'long/'.repeat(40)}e`]: 'two',
  };

  it.each`
    format       | make
    ${'zip'}     | ${zipOf}
    ${'tar'}     | ${tarOf}
    ${'tar.gz'}  | ${tarGzOf}
    ${'tar.zst'} | ${tarZstOf}
  `('unpacks $format, asking for room before each file', async row => {
    expect(await unpack(row.format, await row.make(files))).toEqual(files);
    expect(rooms).toEqual([3, 0, 3]);
  });

  it.each(['../up', 'a/../../up', '/../up', 'a\\b', 'a//b', 'x'.repeat(256)])(
    'takes no file "%s"',
    async path => {
      const attempt = unpack('tar', await tarOf({ ok: 'x', [path]: 'x' }));
      await expect(attempt).rejects.toMatchObject({ code: 'InvalidUri' });
      expect(Object.keys(await filesOf(join(dir, 'out')))).toEqual([
        'model/ok',
      ]);
    },
  );

  it('takes an absolute path as one below the folder', async () => {
    const body = await tarOf({ '/etc/model': 'x', './m': 'y' });
    expect(await unpack('tar', body)).toEqual({ 'etc/model': 'x', m: 'y' });
  });

  it('takes no link out of a zip', async () => {
    const body = await zipOf({ m: '/etc/passwd' }, { m: 0o120777 });
    await expect(unpack('zip', body)).rejects.toMatchObject({
      code: 'InvalidUri',
      message: expect.stringMatching(/"m".*symbolic link/),
    });
  });

  it('takes no zip that leads out', async () => {
    const body = await zipOf({ 'aa/up': 'x' });
    const evil = Buffer.from(
      body.toString('latin1').replaceAll('aa/up', '../up'),
      'latin1',
    );
    await expect(unpack('zip', evil)).rejects.toMatchObject({
      code: 'InvalidUri',
    });
  });

  it('takes no zip that brings more than it announces', async () => {
    const body = await zipOf({ m: 'x'.repeat(1000) });
    const size = Buffer.alloc(4);
    size.writeUInt32LE(1000);
    const small = Buffer.alloc(4);
    small.writeUInt32LE(10);
    const evil = Buffer.from(
      body
        .toString('latin1')
        .replaceAll(size.toString('latin1'), small.toString('latin1')),
      'latin1',
    );
    await expect(unpack('zip', evil)).rejects.toMatchObject({
      code: 'InvalidUri',
      message: expect.stringMatching(/cannot be unpacked as zip/),
    });
  });

  it.each`
    situation                     | format      | make                                                                                | limits
    ${'a gzip of zeros'}          | ${'tar.gz'} | ${() => bomb()}                                                                     | ${{}}
    ${'a large file behind gzip'} | ${'tar.gz'} | ${() => tarGzOf({ m: Buffer.alloc(5e6) })}                                          | ${{ maxBytes: 4e6 }}
    ${'a large file in a zip'}    | ${'zip'}    | ${() => zipOf({ m: Buffer.alloc(5e6) })}                                            | ${{ maxBytes: 4e6 }}
    ${'too many folders'}         | ${'tar'}    | ${() => tarOf({ 'a/': { type: 'directory' }, 'b/': { type: 'directory' }, c: '' })} | ${{ maxFiles: 2 }}
    ${'too many files'}           | ${'tar'}    | ${() => tarOf({ a: '', b: '', c: '' })}                                             | ${{ maxFiles: 2 }}
  `('stops at $situation', async ({ format, make, limits }) => {
    await expect(unpack(format, await make(), limits)).rejects.toMatchObject({
      code: 'TooLarge',
      message: expect.stringMatching(/unpacks to more than/),
    });
  });

  it('writes nothing that there is no room for', async () => {
    const body = await tarOf({ a: 'x', large: 'x'.repeat(100) });
    await expect(unpack('tar', body, { room: 50 })).rejects.toMatchObject({
      code: 'DiskFull',
    });
    expect(await filesOf(join(dir, 'out'))).toEqual({ 'model/a': 'x' });
  });

  it.each`
    situation                     | format      | body
    ${'half a tar'}               | ${'tar'}    | ${async () => (await tarOf({ m: 'x'.repeat(5000) })).subarray(0, 3000)}
    ${'half a gzip'}              | ${'tar.gz'} | ${async () => (await tarGzOf(files)).subarray(0, 60)}
    ${'half a zip'}               | ${'zip'}    | ${async () => (await zipOf(files)).subarray(0, 60)}
    ${'a tar of endless headers'} | ${'tar'}    | ${() => tarOf({ 'm/': { type: 'directory', pax: { comment: 'x'.repeat(2e7) } } })}
    ${'text'}                     | ${'tar.gz'} | ${async () => Buffer.from('<html>')}
  `('says that $situation is damaged', async ({ format, body }) => {
    await expect(unpack(format, await body())).rejects.toMatchObject({
      code: 'InvalidUri',
      message: expect.stringMatching(/m\.archive cannot be unpacked as/),
    });
  });

  it('says that an empty archive holds no model', async () => {
    await expect(unpack('tar', await tarOf({}))).rejects.toMatchObject({
      code: 'StorageNotFound',
    });
  });
});

/** 100 MB of zeros behind an empty archive, 100 KB small. */
function bomb(): Buffer {
  return gzipSync(Buffer.alloc(100_000_000));
}
