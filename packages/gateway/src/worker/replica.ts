import net from 'node:net';
import { GatewayReplica } from '@greenroom/backstage-plugin-model-serving-common';
import { LiveReplica } from '../exchange';
import { TimerEntry, TimerWheel } from '../timing';
import { Upstream, UpstreamAddress, UpstreamFactory } from '../upstream';

const firstProbeMs = 100;
const maxProbeMs = 2_000;
const probeTimeoutMs = 1_000;

/** What replicas share. */
export interface ReplicaOptions {
  readonly wheel: TimerWheel;
  readonly connect: UpstreamFactory;
  /** As `connect`, to a port for gRPC. */
  readonly connectGrpc: UpstreamFactory;
  /** A replica was taken out of rotation. */
  readonly onDead: (revision: string, replica: string, reason: string) => void;
  /** One that was out answered a probe. */
  readonly onBack: (revision: string) => void;
}

/**
 * A replica in the eyes of one worker. Connect failures take it out of rotation; while out it is probed by connecting,
 * after 100 ms and then at doubling distances up to 2 s, and the first good probe brings it back.
 */
export class Replica extends TimerEntry implements LiveReplica {
  readonly id: string;
  /** Tells it from all others of its worker, also from one before at another address. */
  readonly identity: string;
  readonly upstream: Upstream;
  grpc: Upstream | undefined;
  inflight = 0;
  readonly #revision: string;
  readonly #address: UpstreamAddress;
  readonly #options: ReplicaOptions;
  #state: 'serving' | 'suspect' | 'dead' | 'retired' = 'serving';
  #probeMs = firstProbeMs;
  #grpcPort: number | undefined;

  constructor(
    revision: string,
    identity: string,
    described: GatewayReplica,
    options: ReplicaOptions,
  ) {
    super();
    this.id = described.id;
    this.identity = identity;
    this.#revision = revision;
    this.#options = options;
    this.#address = { host: described.host, port: described.port };
    this.upstream = options.connect(this.#address);
  }

  get isOut(): boolean {
    return this.#state === 'dead' || this.#state === 'retired';
  }

  /** A snapshot names it: the control plane believes in it, and may have learned its port for gRPC. */
  restore(grpcPort: number | undefined): void {
    if (grpcPort !== this.#grpcPort) {
      this.#grpcPort = grpcPort;
      this.grpc?.close();
      const { host } = this.#address;
      this.grpc =
        grpcPort === undefined
          ? undefined
          : this.#options.connectGrpc({ host, port: grpcPort });
    }
    this.#recover();
  }

  #recover(): void {
    this.#options.wheel.cancel(this);
    this.#state = 'serving';
    this.#probeMs = firstProbeMs;
  }

  /** A connection could not be made: out of rotation at once. */
  markDead(reason: string): void {
    if (this.isOut) return;
    this.#state = 'dead';
    this.#options.wheel.schedule(this, this.#probeMs);
    this.#options.onDead(this.#revision, this.id, reason);
  }

  /** A connection broke: one probe tells a crashed process from a closed connection. */
  suspect(reason: string): void {
    if (this.#state !== 'serving') return;
    this.#state = 'suspect';
    void this.#probe().then(isAlive => {
      if (this.#state !== 'suspect') return;
      this.#state = 'serving';
      if (!isAlive) this.markDead(reason);
    });
  }

  /** Gone from the snapshot. */
  retire(): void {
    this.#options.wheel.cancel(this);
    this.#state = 'retired';
    this.upstream.close();
    this.grpc?.close();
  }

  /** Time for the next probe. */
  override expire(): void {
    void this.#probe().then(isAlive => {
      if (this.#state !== 'dead') return;
      if (isAlive) {
        this.#recover();
        this.#options.onBack(this.#revision);
        return;
      }
      this.#probeMs = Math.min(this.#probeMs * 2, maxProbeMs);
      this.#options.wheel.schedule(this, this.#probeMs);
    });
  }

  #probe(): Promise<boolean> {
    return new Promise(resolve => {
      const socket = net.connect({ ...this.#address, timeout: probeTimeoutMs });
      const settle = (isAlive: boolean) => {
        socket.destroy();
        resolve(isAlive);
      };
      socket
        .on('connect', () => settle(true))
        .on('timeout', () => settle(false))
        .on('error', () => settle(false));
    });
  }
}
