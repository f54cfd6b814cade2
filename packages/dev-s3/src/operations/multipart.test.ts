import { randomBytes } from 'node:crypto';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import {
  AbortMultipartUploadCommand,
  CompletedPart,
  CompleteMultipartUploadCommand,
  CreateBucketCommand,
  CreateMultipartUploadCommand,
  GetObjectCommand,
  HeadObjectCommand,
  ListPartsCommand,
  S3Client,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import { Upload } from '@aws-sdk/lib-storage';
import { TestServer } from '../__testUtils__/TestServer';

const Bucket = 'models';
const Key = 'joined';
const fiveMiB = 5 * 1024 * 1024;

describe('multipart uploads', () => {
  let server: TestServer;
  let s3: S3Client;

  beforeAll(async () => {
    server = await TestServer.create();
    s3 = server.client();
    await s3.send(new CreateBucketCommand({ Bucket }));
  });
  afterAll(() => server.close());

  async function begin(): Promise<string> {
    const { UploadId } = await s3.send(
      new CreateMultipartUploadCommand({ Bucket, Key }),
    );
    return UploadId ?? '';
  }

  async function send(
    UploadId: string,
    PartNumber: number,
    Body: string | Buffer,
  ): Promise<CompletedPart> {
    const { ETag } = await s3.send(
      new UploadPartCommand({ Bucket, Key, UploadId, PartNumber, Body }),
    );
    return { PartNumber, ETag };
  }

  function complete(UploadId: string, Parts: CompletedPart[]) {
    return s3.send(
      new CompleteMultipartUploadCommand({
        Bucket,
        Key,
        UploadId,
        MultipartUpload: { Parts },
      }),
    );
  }

  it('joins parts and gives the ETag of their ETags', async () => {
    const id = await begin();
    const body = Buffer.alloc(fiveMiB, 'x');
    await send(id, 2, 'replaced');
    const parts = [await send(id, 1, body), await send(id, 2, ' world')];
    const { ETag } = await complete(id, parts);
    expect(ETag).toMatch(/^"[0-9a-f]{32}-2"$/);
    const got = await s3.send(new GetObjectCommand({ Bucket, Key }));
    expect(await got.Body?.transformToString()).toBe(`${body} world`);
  });

  it('lists the parts that are there', async () => {
    const id = await begin();
    for (const number of [3, 1, 2]) await send(id, number, 'part');
    const first = await s3.send(
      new ListPartsCommand({ Bucket, Key, UploadId: id, MaxParts: 2 }),
    );
    expect(first.Parts?.map(part => part.PartNumber)).toEqual([1, 2]);
    expect(first).toMatchObject({
      IsTruncated: true,
      NextPartNumberMarker: '2',
    });
    const second = await s3.send(
      new ListPartsCommand({
        Bucket,
        Key,
        UploadId: id,
        PartNumberMarker: first.NextPartNumberMarker,
      }),
    );
    expect(second.Parts).toMatchObject([{ PartNumber: 3, Size: 4 }]);
  });

  it('refuses parts that are unknown, out of order or too small', async () => {
    const id = await begin();
    const one = await send(id, 1, 'hello');
    const two = await send(id, 2, ' world');
    await expect(
      complete(id, [{ ...one, ETag: two.ETag }, two]),
    ).rejects.toMatchObject({ name: 'InvalidPart' });
    await expect(complete(id, [two, one])).rejects.toMatchObject({
      name: 'InvalidPartOrder',
    });
    await expect(complete(id, [one, two])).rejects.toMatchObject({
      name: 'EntityTooSmall',
    });
  });

  it('leaves nothing of an aborted upload', async () => {
    const folder = join(server.dir, 'buckets', Bucket, 'incoming');
    const before = await readdir(folder);
    const id = await begin();
    const part = await send(id, 1, 'hello');
    expect(await readdir(folder)).toHaveLength(before.length + 1);
    await s3.send(
      new AbortMultipartUploadCommand({ Bucket, Key, UploadId: id }),
    );
    expect(await readdir(folder)).toEqual(before);
    await expect(complete(id, [part])).rejects.toMatchObject({
      name: 'NoSuchUpload',
    });
  });

  it.each(['COMPOSITE', 'FULL_OBJECT'] as const)(
    'gives a %s checksum to an upload of the SDK',
    async ChecksumType => {
      const Body = randomBytes(2 * fiveMiB + 17);
      await new Upload({
        client: s3,
        params: {
          Bucket,
          Key: 'sdk',
          Body,
          ChecksumType,
          ChecksumAlgorithm: 'CRC32',
        },
      }).done();
      const head = await s3.send(
        new HeadObjectCommand({ Bucket, Key: 'sdk', ChecksumMode: 'ENABLED' }),
      );
      expect(head).toMatchObject({
        ChecksumType,
        ContentLength: Body.length,
        ETag: expect.stringMatching(/-3"$/),
      });
      const got = await s3.send(new GetObjectCommand({ Bucket, Key: 'sdk' }));
      const bytes = await got.Body?.transformToByteArray();
      expect(Body.equals(bytes ?? Buffer.alloc(0))).toBe(true);
    },
  );
});
