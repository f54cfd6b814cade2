import { SpentRequests } from '../authorize';
import { ObserverOptions } from '../observers';
import { SlotCounts } from '../slots';
import { TrafficReport } from '../traffic';

/** A valid snapshot, as the JSON that it came as. */
export type SnapshotJson = Uint8Array;

/** What a worker needs to know to start. */
export interface WorkerStart {
  readonly type: 'start';
  /** Of the supervisor: names who owns the data directory. */
  readonly instance: string;
  readonly stateFile: string;
  readonly host: string;
  readonly port: number;
  /** `handed-over`: it gets the listener of the worker before it as soon as it serves. */
  readonly accept: AcceptMode | 'handed-over';
  readonly upstream: UpstreamKind;
  readonly framing: FramingKind;
  readonly observers: ObserverOptions;
  /** Position among the workers, for the phase of splits. */
  readonly index: number;
  readonly workers: number;
  readonly snapshot?: SnapshotJson;
}

/**
 * How workers get connections: each listens itself and the kernel spreads them (`reuse-port`), or the supervisor
 * listens and passes them on in turn (`pass`).
 */
export type AcceptMode = 'reuse-port' | 'pass';

/** Who reads HTTP/1.1 from clients: our own framing, or Node's server. */
export type FramingKind = 'native' | 'node';

/** Which client talks to replicas. */
export type UpstreamKind = 'native' | 'undici';

/** From the supervisor to a worker. `connection` carries a socket, `listener` a server that listens. */
export type SupervisorMessage =
  | WorkerStart
  | { readonly type: 'snapshot'; readonly snapshot: SnapshotJson }
  | { readonly type: 'connection' }
  | { readonly type: 'listener' }
  /** Slots of limited replicas that are the worker's from now on. */
  | {
      readonly type: 'slots-granted';
      readonly revision: string;
      readonly slots: SlotCounts;
    }
  /** Other workers wait for slots of the revision. */
  | { readonly type: 'slots-recalled'; readonly revision: string }
  /** Requests that other workers let through, by limit of the token. */
  | { readonly type: 'requests-spent'; readonly spent: SpentRequests }
  | { readonly type: 'drain' };

/** From a worker to the supervisor. */
export type WorkerMessage =
  /** Ready to be started. */
  | { readonly type: 'hello' }
  | { readonly type: 'listening'; readonly port: number }
  | {
      readonly type: 'listen-failed';
      readonly code: string;
      readonly message: string;
    }
  /** It ends soon, and nobody wants the gateway to. Carries its listener, where it has one. */
  | { readonly type: 'leaving' }
  /** The snapshot of this version routes from now on. */
  | { readonly type: 'live'; readonly version: number; readonly epoch: string }
  | { readonly type: 'traffic'; readonly report: TrafficReport }
  | {
      readonly type: 'slots-wanted';
      readonly revision: string;
      readonly count: number;
      /** Replicas that are out of rotation for the worker. */
      readonly out: readonly string[];
    }
  | {
      readonly type: 'slots-given-back';
      readonly revision: string;
      readonly slots: SlotCounts;
    }
  /** Requests that it let through, by limit of the token. */
  | { readonly type: 'requests-spent'; readonly spent: SpentRequests }
  | {
      readonly type: 'activate';
      readonly revision: string;
      readonly waiting: number;
    }
  | {
      readonly type: 'replica-dead';
      readonly revision: string;
      readonly replica: string;
      readonly reason: string;
    };
