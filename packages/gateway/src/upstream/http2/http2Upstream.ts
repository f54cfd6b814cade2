import { TimerWheel } from '../../timing';
import {
  Upstream,
  UpstreamAddress,
  UpstreamCall,
  UpstreamHandler,
  UpstreamRequest,
} from '../types';
import { Http2Connection } from './http2Connection';

/**
 * HTTP/2 without TLS to one replica (by prior knowledge), for gRPC. Calls share a connection until the server's limit of
 * streams is reached; then there is another one.
 */
export class Http2Upstream implements Upstream {
  readonly #wheel: TimerWheel;
  readonly #address: UpstreamAddress;
  readonly #connections: Http2Connection[] = [];

  private constructor(wheel: TimerWheel, address: UpstreamAddress) {
    this.#wheel = wheel;
    this.#address = address;
  }

  /** Connects with the first call. */
  static create(wheel: TimerWheel, address: UpstreamAddress): Http2Upstream {
    return new Http2Upstream(wheel, address);
  }

  dispatch(request: UpstreamRequest, handler: UpstreamHandler): UpstreamCall {
    const connection = this.#connections.find(it => it.hasRoom) ?? this.#open();
    return connection.send(request, handler);
  }

  close(): void {
    for (const connection of this.#connections) connection.leave();
  }

  #open(): Http2Connection {
    const connection = Http2Connection.open(
      this.#wheel,
      this.#address,
      gone => {
        this.#connections.splice(this.#connections.indexOf(gone), 1);
      },
    );
    this.#connections.push(connection);
    return connection;
  }
}
