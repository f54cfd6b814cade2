import { readFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import {
  CreateBucketCommand,
  PutObjectCommand,
  S3Client,
} from '@aws-sdk/client-s3';
import { DevS3Server } from '@greenroom/dev-s3';
import { ROOT } from './programs';

/** Key pair of the bucket: values that must never be seen. */
export const bucketKeys = {
  accessKeyId: 'ACCESS-KEY-OF-THE-FLOWS',
  secretAccessKey: 'secret-key-of-the-flows',
};

const SAMPLES = {
  'iris/model.onnx': 'iris-logreg.onnx',
  'digits/model.onnx': 'digits-mlp.onnx',
  'iris-logreg/model.onnx': 'iris-logreg.onnx',
  'iris-rf/model.onnx': 'iris-rf.onnx',
  'iris-xgb/model.json': 'iris-xgb.json',
  'digits-mlp/model.onnx': 'digits-mlp.onnx',
};

/**
 * An S3 server with the bucket `models`, in it `iris` (4 features) and `digits` (64), both ONNX, and each sample model
 * under its name.
 */
export class SampleBucket {
  readonly url: string;
  readonly #server: DevS3Server;

  private constructor(server: DevS3Server) {
    this.#server = server;
    this.url = server.url;
  }

  /** @param host - address to listen on; that of a bucket for this machine unless given */
  static async create(folder: string, host?: string): Promise<SampleBucket> {
    const dir = join(folder, 'bucket');
    const server = await DevS3Server.create({
      dir,
      credentials: [bucketKeys],
      ...(host ? { host } : {}),
    });
    const client = new S3Client({
      endpoint: server.url,
      region: 'us-east-1',
      forcePathStyle: true,
      // The client adds to the object that it is given
      credentials: { ...bucketKeys },
    });
    await client.send(new CreateBucketCommand({ Bucket: 'models' }));
    for (const [Key, file] of Object.entries(SAMPLES)) {
      const Body = await readFile(resolve(ROOT, 'examples/models', file));
      await client.send(new PutObjectCommand({ Bucket: 'models', Key, Body }));
    }
    client.destroy();
    return new SampleBucket(server);
  }

  /** `127.0.0.1:<port>`, for the address rules. */
  get host(): string {
    return new URL(this.url).host;
  }

  close(): Promise<void> {
    return this.#server.close();
  }
}
