import {
  Upstream,
  UpstreamAddress,
  UpstreamCall,
  UpstreamHandler,
  UpstreamRequest,
} from '../types';
import {
  ConnectionEnvironment,
  ConnectionOwner,
  NativeConnection,
} from './nativeConnection';

/** Idle connections kept to one replica. */
const maxIdle = 128;

/**
 * HTTP/1.1 over own framing on raw sockets: about half the CPU of the general client. Proven against Node's parser in
 * `native.differential.test.ts`.
 */
export class NativeUpstream implements Upstream, ConnectionOwner {
  readonly #environment: ConnectionEnvironment;
  readonly #address: UpstreamAddress;
  readonly #idle: NativeConnection[] = [];
  #isClosed = false;

  private constructor(
    environment: ConnectionEnvironment,
    address: UpstreamAddress,
  ) {
    this.#environment = environment;
    this.#address = address;
  }

  static create(
    environment: ConnectionEnvironment,
    address: UpstreamAddress,
  ): NativeUpstream {
    return new NativeUpstream(environment, address);
  }

  dispatch(request: UpstreamRequest, handler: UpstreamHandler): UpstreamCall {
    const connection =
      this.#takeIdle(request) ??
      NativeConnection.open(this.#environment, this, this.#address);
    connection.send(request, handler);
    return connection;
  }

  close(): void {
    this.#isClosed = true;
    for (const connection of this.#idle.splice(0)) connection.destroy();
  }

  onIdle(connection: NativeConnection): void {
    if (this.#isClosed || this.#idle.length >= maxIdle) connection.destroy();
    else this.#idle.push(connection);
  }

  onClosed(connection: NativeConnection): void {
    const index = this.#idle.indexOf(connection);
    if (index >= 0) this.#idle.splice(index, 1);
  }

  /** The connection used last, so that those too many grow old and close. */
  #takeIdle(request: UpstreamRequest): NativeConnection | undefined {
    if (request.needsFreshConnection) return undefined;
    for (;;) {
      const connection = this.#idle.pop();
      if (connection === undefined || connection.isUsable) return connection;
    }
  }
}
