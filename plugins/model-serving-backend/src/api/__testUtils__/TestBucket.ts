import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CreateBucketCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { DevS3Server } from '@greenroom/dev-s3';

/** Key pair of the bucket: values that must never be seen. */
export const bucketKeys = {
  accessKeyId: 'ACCESSKEYVALUE',
  secretAccessKey: 'secret-key-value-1',
};

/** An S3 server with the bucket `models`, which holds `iris/model.onnx` of four bytes. */
export class TestBucket {
  readonly url: string;
  readonly #dir: string;
  readonly #server: DevS3Server;

  private constructor(dir: string, server: DevS3Server) {
    this.#dir = dir;
    this.#server = server;
    this.url = server.url;
  }

  static async create(): Promise<TestBucket> {
    const dir = await mkdtemp(join(tmpdir(), 'bucket-'));
    const server = await DevS3Server.create({ dir, credentials: [bucketKeys] });
    const client = new S3Client({
      endpoint: server.url,
      region: 'us-east-1',
      forcePathStyle: true,
      credentials: bucketKeys,
    });
    await client.send(new CreateBucketCommand({ Bucket: 'models' }));
    await client.send(
      new PutObjectCommand({
        Bucket: 'models',
        Key: 'iris/model.onnx',
        Body: 'onnx',
      }),
    );
    client.destroy();
    return new TestBucket(dir, server);
  }

  /** For the address rules. */
  get host(): string {
    return new URL(this.url).host;
  }

  /** Body that makes the connection `demo/store` of Alice's group, with changes. */
  connection(
    more: Record<string, unknown> = {},
    values: Record<string, unknown> = {},
  ) {
    return {
      namespace: 'demo',
      name: 'store',
      title: 'Store',
      owner: 'group:default/a',
      type: 's3',
      ...more,
      values: {
        AWS_ACCESS_KEY_ID: bucketKeys.accessKeyId,
        AWS_SECRET_ACCESS_KEY: bucketKeys.secretAccessKey,
        AWS_S3_ENDPOINT: this.url,
        AWS_S3_BUCKET: 'models',
        ...values,
      },
    };
  }

  async close(): Promise<void> {
    await this.#server.close();
    await rm(this.#dir, { recursive: true });
  }
}
