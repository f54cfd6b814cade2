import { readFileSync } from 'node:fs';
import http from 'node:http';
import { AddressInfo } from 'node:net';
import { Readable } from 'node:stream';
import { inferPath } from '../__testUtils__/client';
import { GatewayProcess } from '../__testUtils__/gatewayProcess';
import { Http2Client } from '../__testUtils__/http2Client';
import { snapshotOf } from '../__testUtils__/localGateway';
import { ProgramFixture } from '../__testUtils__/programFixture';

jest.setTimeout(300_000);

const mebibyte = 1024 * 1024;
const piece = Buffer.alloc(mebibyte, 'x');

/** What the worker may need more than before, whatever the size of a body: buffers on the way, and what is not yet collected. */
const mostMore = 128 * mebibyte;

/** So many MiB, made as they are wanted. */
function* generated(mebibytes: number): Generator<Buffer> {
  for (let i = 0; i < mebibytes; i++) yield piece;
}

describe('a body much larger than what may be held', () => {
  const fixture = new ProgramFixture();
  let gateway: GatewayProcess;
  let replica: http.Server;
  let received: number;

  beforeAll(async () => {
    await fixture.setUp();
    replica = http.createServer((request, response) => {
      request.on('data', (chunk: Buffer) => {
        received += chunk.length;
      });
      request.on('end', () => {
        const wanted = Number(request.headers['x-mebibytes'] ?? 0);
        Readable.from(generated(wanted)).pipe(response);
      });
    });
    await new Promise<void>(resolve => {
      replica.listen(0, '127.0.0.1', resolve);
    });
    gateway = await fixture.start(['--port', '0', '--workers', '1']);
    const { port } = replica.address() as AddressInfo;
    await gateway.adopt(snapshotOf(1, { 'iris-1': { ports: [port] } }));
    // What grows once does so before anything is measured.
    await download(64);
  });

  afterAll(async () => {
    await fixture.tearDown();
    fixture.remove();
    replica.closeAllConnections();
    await new Promise(resolve => {
      replica.close(resolve);
    });
  });

  beforeEach(() => {
    received = 0;
  });

  /** Resident memory of the worker in bytes: now, and at most since it began. */
  function memory(field: 'VmRSS' | 'VmHWM'): number {
    const status = readFileSync(`/proc/${gateway.workers[0]}/status`, 'utf8');
    return Number(new RegExp(`${field}:\\s+(\\d+) kB`).exec(status)![1]) * 1024;
  }

  /** The length of an answer by HTTP/1.1. */
  function download(mebibytes: number): Promise<number> {
    return new Promise((resolve, reject) => {
      http
        .get(
          {
            host: '127.0.0.1',
            port: gateway.port,
            path: inferPath,
            agent: false,
            headers: { 'x-mebibytes': mebibytes },
          },
          response => {
            let length = 0;
            response
              .on('data', chunk => {
                length += chunk.length;
              })
              .on('end', () => resolve(length))
              .on('error', reject);
          },
        )
        .on('error', reject);
    });
  }

  function upload(mebibytes: number): Promise<number> {
    return new Promise((resolve, reject) => {
      const request = http.request(
        {
          host: '127.0.0.1',
          port: gateway.port,
          path: inferPath,
          method: 'POST',
          agent: false,
        },
        response => {
          response.resume().on('end', () => resolve(response.statusCode!));
        },
      );
      request.on('error', reject);
      Readable.from(generated(mebibytes)).pipe(request);
    });
  }

  it('passes a GiB of answer without keeping it', async () => {
    const before = memory('VmRSS');
    expect(await download(1024)).toBe(1024 * mebibyte);
    expect(memory('VmHWM') - before).toBeLessThan(mostMore);
  });

  it('passes a quarter of a GiB of answer by HTTP/2 without keeping it', async () => {
    const before = memory('VmRSS');
    const client = new Http2Client(gateway.port);
    const stream = client.session.request({
      ':path': inferPath,
      'x-mebibytes': 256,
    });
    let length = 0;
    for await (const chunk of stream) length += chunk.length;
    client.close();
    expect(length).toBe(256 * mebibyte);
    expect(memory('VmHWM') - before).toBeLessThan(mostMore);
  });

  it('passes uploads at the limit without keeping them', async () => {
    const before = memory('VmRSS');
    const statuses = await Promise.all([96, 96, 96, 96].map(upload));
    expect(statuses).toEqual([200, 200, 200, 200]);
    expect(received).toBe(4 * 96 * mebibyte);
    expect(memory('VmHWM') - before).toBeLessThan(mostMore);
  });

  it('keeps no more of what a client does not read', async () => {
    const before = memory('VmRSS');
    const request = http.get({
      host: '127.0.0.1',
      port: gateway.port,
      path: inferPath,
      agent: false,
      headers: { 'x-mebibytes': 1024 },
    });
    const response = await new Promise<http.IncomingMessage>(resolve => {
      request.on('response', resolve);
    });
    response.pause();
    await download(256);
    request.destroy();
    expect(memory('VmHWM') - before).toBeLessThan(mostMore);
  });
});
