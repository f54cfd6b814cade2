import http from 'node:http';
import { AddressInfo } from 'node:net';
import { GatewaySnapshot } from '@greenroom/backstage-plugin-model-serving-common';
import { inferPath, RawClient } from './client';
import {
  buildGateway,
  GatewayProcess,
  makeDataDir,
  removeDataDir,
} from './gatewayProcess';
import { snapshotOf } from './localGateway';
import { until } from './until';

/** The bundled program, a data directory and a replica that answers `predicted`, or streams under `/stream`. */
export class ProgramFixture {
  dataDir = '';
  replicaPort = 0;
  /** Streams that the replica has begun. */
  streams: http.ServerResponse[] = [];
  readonly #build = buildGateway();
  readonly #gateways: GatewayProcess[] = [];
  #replica = http.createServer();

  /** Before each test. */
  async setUp(): Promise<void> {
    this.dataDir = makeDataDir();
    this.streams = [];
    this.#replica = http.createServer((request, response) => {
      request.resume();
      if (request.url?.includes('stream')) {
        this.streams.push(response);
        response.write('begin ');
      } else {
        request.on('end', () => response.end('predicted'));
      }
    });
    await new Promise<void>(resolve => {
      this.#replica.listen(0, '127.0.0.1', resolve);
    });
    this.replicaPort = (this.#replica.address() as AddressInfo).port;
  }

  /** After each test: ends what it started. */
  async tearDown(): Promise<void> {
    for (const stream of this.streams) stream.destroy();
    await Promise.all(this.#gateways.splice(0).map(gateway => gateway.stop()));
    removeDataDir(this.dataDir);
    this.#replica.closeAllConnections();
    await new Promise(resolve => this.#replica.close(resolve));
  }

  /** After all tests. */
  remove(): void {
    this.#build.remove();
  }

  /** Starts a gateway; resolves when it serves. */
  async start(
    args: readonly string[] = ['--port', '0'],
  ): Promise<GatewayProcess> {
    const gateway = await GatewayProcess.start(
      this.#build.file,
      this.dataDir,
      args,
    );
    this.#gateways.push(gateway);
    return gateway;
  }

  /** Starts a gateway that may not come up. */
  spawn(
    args: readonly string[],
    dataDir: string = this.dataDir,
  ): GatewayProcess {
    return GatewayProcess.spawn(this.#build.file, dataDir, args);
  }

  /** A snapshot with one revision on these ports, the replica's by default. */
  snapshot(
    version: number,
    ports: readonly number[] = [this.replicaPort],
  ): GatewaySnapshot {
    return snapshotOf(version, { 'iris-1': { ports } });
  }

  /** Opens a stream that the replica has begun to answer. */
  async openStream(port: number): Promise<RawClient> {
    const client = RawClient.connect(port);
    client.write(`GET ${inferPath}/stream HTTP/1.1\r\nHost: a\r\n\r\n`);
    await until('the stream', () => client.received.includes('begin'));
    return client;
  }
}
