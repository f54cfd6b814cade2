import { randomBytes } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import {
  CopyObjectCommand,
  CreateBucketCommand,
  DeleteObjectCommand,
  DeleteObjectsCommand,
  GetBucketLocationCommand,
  GetObjectCommand,
  HeadBucketCommand,
  HeadObjectCommand,
  ListBucketsCommand,
  ListObjectsV2Command,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { getSignedUrl } from '@aws-sdk/s3-request-presigner';
import { TestServer } from './__testUtils__/TestServer';

const Bucket = 'models';

describe.each(['WHEN_SUPPORTED', 'WHEN_REQUIRED'] as const)(
  'AWS SDK v3 with checksums %s',
  checksums => {
    let server: TestServer;
    let s3: S3Client;

    beforeAll(async () => {
      server = await TestServer.create();
      s3 = server.client({
        requestChecksumCalculation: checksums,
        responseChecksumValidation: checksums,
      });
      await s3.send(new CreateBucketCommand({ Bucket }));
    });
    afterAll(() => server.close());

    async function put(Key: string, Body: string | Buffer = Key) {
      return s3.send(new PutObjectCommand({ Bucket, Key, Body }));
    }

    async function bytesOf(Key: string, Range?: string): Promise<Buffer> {
      const { Body } = await s3.send(
        new GetObjectCommand({ Bucket, Key, Range }),
      );
      return Buffer.from((await Body?.transformToByteArray()) ?? []);
    }

    it('knows its buckets', async () => {
      const { Buckets } = await s3.send(new ListBucketsCommand({}));
      expect(Buckets?.map(bucket => bucket.Name)).toEqual([Bucket]);
      await expect(
        s3.send(new HeadBucketCommand({ Bucket })),
      ).resolves.toMatchObject({ BucketRegion: 'us-east-1' });
      await expect(
        s3.send(new GetBucketLocationCommand({ Bucket })),
      ).resolves.toBeDefined();
      await expect(
        s3.send(new HeadBucketCommand({ Bucket: 'nowhere' })),
      ).rejects.toMatchObject({ name: 'NotFound' });
    });

    it('returns an object with its type, metadata and ETag', async () => {
      const { ETag } = await s3.send(
        new PutObjectCommand({
          Bucket,
          Key: 'a/hello world+ü.txt',
          Body: 'hello',
          ContentType: 'text/plain',
          Metadata: { owner: 'ada' },
        }),
      );
      expect(ETag).toBe('"5d41402abc4b2a76b9719d911017c592"');
      const got = await s3.send(
        new GetObjectCommand({ Bucket, Key: 'a/hello world+ü.txt' }),
      );
      expect(await got.Body?.transformToString()).toBe('hello');
      expect(got).toMatchObject({
        ETag,
        ContentType: 'text/plain',
        ContentLength: 5,
        Metadata: { owner: 'ada' },
      });
    });

    it('keeps a streamed body without the framing it came in', async () => {
      const body = randomBytes(27_301);
      await s3.send(
        new PutObjectCommand({
          Bucket,
          Key: 'streamed',
          Body: Readable.from([body.subarray(0, 9_000), body.subarray(9_000)]),
          ContentLength: body.length,
        }),
      );
      const head = await s3.send(
        new HeadObjectCommand({ Bucket, Key: 'streamed' }),
      );
      expect(head.ContentLength).toBe(27_301);
      expect(head.ContentEncoding).toBeUndefined();
      expect(await bytesOf('streamed')).toEqual(body);
    });

    it('takes a large streamed body', async () => {
      const piece = randomBytes(1024 * 1024);
      const pieces = 16;
      await s3.send(
        new PutObjectCommand({
          Bucket,
          Key: 'large',
          Body: Readable.from(
            (function* repeat() {
              for (let at = 0; at < pieces; at++) yield piece;
            })(),
          ),
          ContentLength: piece.length * pieces,
        }),
      );
      const last = piece.length * (pieces - 1);
      expect(await bytesOf('large', `bytes=${last}-`)).toEqual(piece);
    });

    it.each(['CRC32', 'CRC32C', 'SHA1', 'SHA256'] as const)(
      'verifies, keeps and returns %s',
      async ChecksumAlgorithm => {
        const field = `Checksum${ChecksumAlgorithm}` as const;
        const sent = await s3.send(
          new PutObjectCommand({
            Bucket,
            Key: 'summed',
            Body: '123456789',
            ChecksumAlgorithm,
          }),
        );
        const got = await s3.send(
          new GetObjectCommand({
            Bucket,
            Key: 'summed',
            ChecksumMode: 'ENABLED',
          }),
        );
        expect(await got.Body?.transformToString()).toBe('123456789');
        expect(got[field]).toBe(sent[field]);
        await expect(
          s3.send(
            new PutObjectCommand({
              Bucket,
              Key: 'summed',
              Body: 'not what the checksum says',
              [field]: sent[field],
            }),
          ),
        ).rejects.toMatchObject({ name: 'BadDigest' });
      },
    );

    it.each`
      range            | expected
      ${'bytes=0-0'}   | ${'0'}
      ${'bytes=2-4'}   | ${'234'}
      ${'bytes=7-'}    | ${'789'}
      ${'bytes=-3'}    | ${'789'}
      ${'bytes=-100'}  | ${'0123456789'}
      ${'bytes=5-100'} | ${'56789'}
    `('serves $range', async ({ range, expected }) => {
      await put('digits', '0123456789');
      expect((await bytesOf('digits', range)).toString()).toBe(expected);
    });

    it('refuses a range behind the end', async () => {
      await put('digits', '0123456789');
      await expect(bytesOf('digits', 'bytes=10-')).rejects.toMatchObject({
        name: 'InvalidRange',
        $metadata: { httpStatusCode: 416 },
      });
    });

    it('reads only if conditions hold', async () => {
      const { ETag } = await put('conditional');
      const get = (conditions: { IfMatch?: string; IfNoneMatch?: string }) =>
        s3.send(
          new GetObjectCommand({ Bucket, Key: 'conditional', ...conditions }),
        );
      await expect(get({ IfNoneMatch: ETag })).rejects.toMatchObject({
        $metadata: { httpStatusCode: 304 },
      });
      await expect(get({ IfMatch: '"other"' })).rejects.toMatchObject({
        name: 'PreconditionFailed',
      });
      await (await get({ IfMatch: ETag })).Body?.transformToString();
    });

    it('lets one of two writers create a key', async () => {
      const write = (Body: string) =>
        s3.send(
          new PutObjectCommand({
            Bucket,
            Key: `once-${checksums}`,
            Body,
            IfNoneMatch: '*',
          }),
        );
      const results = await Promise.allSettled([write('a'), write('b')]);
      expect(results.map(result => result.status).sort()).toEqual([
        'fulfilled',
        'rejected',
      ]);
    });

    it('overwrites only what If-Match names', async () => {
      const { ETag } = await put('replaced', 'one');
      const write = (IfMatch?: string) =>
        s3.send(
          new PutObjectCommand({
            Bucket,
            Key: 'replaced',
            Body: 'two',
            IfMatch,
          }),
        );
      await write(ETag);
      await expect(write(ETag)).rejects.toMatchObject({
        name: 'PreconditionFailed',
      });
    });

    it('copies, also a key that needs encoding', async () => {
      await s3.send(
        new PutObjectCommand({
          Bucket,
          Key: 'from/ä b',
          Body: 'copied',
          Metadata: { kept: 'yes' },
        }),
      );
      await s3.send(
        new CopyObjectCommand({
          Bucket,
          Key: 'to',
          CopySource: `/${Bucket}/${encodeURIComponent('from/ä b')}`,
        }),
      );
      const got = await s3.send(new GetObjectCommand({ Bucket, Key: 'to' }));
      expect(await got.Body?.transformToString()).toBe('copied');
      expect(got.Metadata).toEqual({ kept: 'yes' });
    });

    it('deletes one and many', async () => {
      await put('gone/1');
      await put('gone/2<&>');
      await put('gone/3');
      await s3.send(new DeleteObjectCommand({ Bucket, Key: 'gone/1' }));
      await s3.send(new DeleteObjectCommand({ Bucket, Key: 'gone/1' }));
      const { Deleted } = await s3.send(
        new DeleteObjectsCommand({
          Bucket,
          Delete: { Objects: [{ Key: 'gone/2<&>' }, { Key: 'gone/3' }] },
        }),
      );
      expect(Deleted?.map(object => object.Key)).toEqual([
        'gone/2<&>',
        'gone/3',
      ]);
      const { KeyCount } = await s3.send(
        new ListObjectsV2Command({ Bucket, Prefix: 'gone/' }),
      );
      expect(KeyCount).toBe(0);
      await expect(bytesOf('gone/1')).rejects.toMatchObject({
        name: 'NoSuchKey',
      });
    });

    it('lists in UTF-8 order, page by page, groups once', async () => {
      const keys = ['a', 'b/1', 'b/2', 'c', 'é', '\uffee', '\u{1f600}', 'z&<'];
      for (const key of keys) await put(`list/${key}`);
      const items: string[] = [];
      let ContinuationToken: string | undefined;
      do {
        const page = await s3.send(
          new ListObjectsV2Command({
            Bucket,
            Prefix: 'list/',
            Delimiter: '/',
            MaxKeys: 2,
            ContinuationToken,
          }),
        );
        expect(page.KeyCount).toBeLessThanOrEqual(2);
        items.push(
          ...(page.Contents ?? []).map(object => object.Key ?? ''),
          ...(page.CommonPrefixes ?? []).map(group => group.Prefix ?? ''),
        );
        ContinuationToken = page.NextContinuationToken;
      } while (ContinuationToken);
      expect(items.map(item => item.slice(5)).sort()).toEqual(
        ['a', 'b/', 'c', 'z&<', 'é', '\uffee', '\u{1f600}'].sort(),
      );
      const all = await s3.send(
        new ListObjectsV2Command({
          Bucket,
          Prefix: 'list/',
          EncodingType: 'url',
        }),
      );
      expect(
        all.Contents?.map(object => decodeURIComponent(object.Key ?? '')),
      ).toEqual(
        ['a', 'b/1', 'b/2', 'c', 'z&<', 'é', '\uffee', '\u{1f600}'].map(
          key => `list/${key}`,
        ),
      );
    });

    it('takes keys that look like paths for what they are', async () => {
      const keys = ['../../escape', 'a/../../b', './c', '/rooted', 'x\\..\\y'];
      for (const key of keys) await put(key);
      for (const key of keys) expect(String(await bytesOf(key))).toBe(key);
      expect(await readdir(server.dir)).toEqual(['buckets']);
      expect(
        (await readdir(join(server.dir, 'buckets', Bucket))).sort(),
      ).toEqual(['blobs', 'bucket.json', 'incoming', 'records']);
    });

    it('serves presigned URLs', async () => {
      const putUrl = await getSignedUrl(
        server.client({ requestChecksumCalculation: 'WHEN_REQUIRED' }),
        new PutObjectCommand({ Bucket, Key: 'presigned' }),
        { expiresIn: 60 },
      );
      expect(
        (await fetch(putUrl, { method: 'PUT', body: 'by url' })).status,
      ).toBe(200);
      const get = await getSignedUrl(
        s3,
        new GetObjectCommand({
          Bucket,
          Key: 'presigned',
          ResponseContentType: 'text/x-special',
        }),
        { expiresIn: 60 },
      );
      const answer = await fetch(get);
      expect(answer.headers.get('content-type')).toBe('text/x-special');
      expect(await answer.text()).toBe('by url');
      const forged = await fetch(get.replace('presigned', 'other-key'));
      expect(forged.status).toBe(403);
      expect(await forged.text()).toContain('SignatureDoesNotMatch');
    });

    it('keeps objects over a restart', async () => {
      await put('lasting', 'still here');
      await server.restart();
      const again = server.client();
      const got = await again.send(
        new GetObjectCommand({ Bucket, Key: 'lasting' }),
      );
      expect(await got.Body?.transformToString()).toBe('still here');
      s3 = again;
    });
  },
);
