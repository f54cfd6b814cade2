import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import {
  CreateBucketCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { DevS3Server } from '@greenroom/dev-s3';
import { AddressPolicy } from '../address/addressProblem';
import { StorageCredentials } from '../source/types';

/** What tests on loopback need. */
export const loopbackPolicy: AddressPolicy = {
  allowPrivate: false,
  allowHosts: ['127.0.0.1'],
};

/** A real S3 server with one bucket, and a folder for the test. */
export class TestBucket {
  readonly dir: string;
  readonly name = 'models';
  readonly #server: DevS3Server;
  readonly #client: S3Client;

  private constructor(dir: string, server: DevS3Server, client: S3Client) {
    this.dir = dir;
    this.#server = server;
    this.#client = client;
  }

  static async create(
    objects: Readonly<Record<string, string | Buffer>> = {},
  ): Promise<TestBucket> {
    const dir = await mkdtemp(join(tmpdir(), 'storage-initializer-'));
    const credentials = { accessKeyId: 'KEY', secretAccessKey: 'top-secret' };
    const server = await DevS3Server.create({
      dir: join(dir, 's3'),
      credentials: [
        credentials,
        { accessKeyId: 'OTHER', secretAccessKey: 'other', buckets: ['other'] },
      ],
    });
    const client = new S3Client({
      endpoint: server.url,
      region: 'us-east-1',
      forcePathStyle: true,
      credentials,
    });
    const bucket = new TestBucket(dir, server, client);
    await client.send(new CreateBucketCommand({ Bucket: bucket.name }));
    await bucket.put(objects);
    return bucket;
  }

  get url(): string {
    return this.#server.url;
  }

  get port(): number {
    return this.#server.port;
  }

  async put(objects: Readonly<Record<string, string | Buffer>>): Promise<void> {
    for (const [Key, Body] of Object.entries(objects)) {
      await this.#client.send(
        new PutObjectCommand({
          Bucket: this.name,
          Key,
          Body: Buffer.from(Body),
        }),
      );
    }
  }

  values(changes: Readonly<Record<string, string>> = {}) {
    return {
      AWS_ACCESS_KEY_ID: 'KEY',
      AWS_SECRET_ACCESS_KEY: 'top-secret',
      AWS_S3_ENDPOINT: this.url,
      AWS_S3_BUCKET: this.name,
      ...changes,
    };
  }

  credentials(
    changes: Readonly<Record<string, string>> = {},
  ): StorageCredentials {
    return { type: 's3', values: this.values(changes) };
  }

  async close(): Promise<void> {
    this.#client.destroy();
    await this.#server.close();
    await rm(this.dir, { recursive: true, force: true });
  }
}
