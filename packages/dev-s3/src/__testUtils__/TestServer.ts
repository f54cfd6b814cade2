import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { S3Client, S3ClientConfig } from '@aws-sdk/client-s3';
import { DevS3Server, DevS3ServerOptions } from '../DevS3Server';

export const testCredential = {
  accessKeyId: 'TESTKEY',
  secretAccessKey: 'test-secret',
};

/** A server in a folder of its own, for one test file. */
export class TestServer {
  readonly dir: string;
  readonly #options: Partial<DevS3ServerOptions>;
  #server: DevS3Server;
  readonly #clients: S3Client[] = [];

  private constructor(
    dir: string,
    options: Partial<DevS3ServerOptions>,
    server: DevS3Server,
  ) {
    this.dir = dir;
    this.#options = options;
    this.#server = server;
  }

  static async create(
    options: Partial<DevS3ServerOptions> = {},
  ): Promise<TestServer> {
    const dir = await mkdtemp(join(tmpdir(), 'dev-s3-'));
    return new TestServer(dir, options, await start(dir, options));
  }

  get url(): string {
    return this.#server.url;
  }

  client(config: S3ClientConfig = {}): S3Client {
    const client = new S3Client({
      endpoint: this.url,
      region: 'us-east-1',
      forcePathStyle: true,
      credentials: testCredential,
      maxAttempts: 1,
      ...config,
    });
    this.#clients.push(client);
    return client;
  }

  async restart(): Promise<void> {
    await this.#server.close();
    this.#server = await start(this.dir, this.#options);
  }

  async close(): Promise<void> {
    for (const client of this.#clients) client.destroy();
    await this.#server.close();
    await rm(this.dir, { recursive: true, force: true });
  }
}

function start(dir: string, options: Partial<DevS3ServerOptions>) {
  return DevS3Server.create({ dir, credentials: [testCredential], ...options });
}
