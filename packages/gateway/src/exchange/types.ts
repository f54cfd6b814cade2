import {
  GatewayHold,
  GatewayPayloadLog,
  GatewayQueue,
  OpenAiBase,
  RouteUnavailable,
} from '@greenroom/backstage-plugin-model-serving-common';
import { Gate, LiveAccess } from '../authorize';
import { InboundRequest, OutboundAnswer } from '../inbound';
import { Observers } from '../observers';
import { WaitingRoom } from '../queue';
import { RouteIndex, SmoothSplit } from '../routing';
import { LeasedSlots } from '../slots';
import type { LiveShadow } from '../shadow';
import type { Sticky, Tags } from '../split';
import { TimerWheel } from '../timing';
import { Ledger, TrafficRecord } from '../traffic';
import type { LiveGraph, UrlCaller } from '../graph';
import { Upstream, UpstreamFailure } from '../upstream';
import type { Shadows } from './shadow';
import type { RevisionBatcher } from './calls';

/** A replica as an exchange sees it. */
export interface LiveReplica {
  readonly id: string;
  readonly upstream: Upstream;
  /** HTTP/2 to its port for gRPC; undefined: it has none, or not yet. */
  readonly grpc: Upstream | undefined;
  /** Requests of this worker under way there; counted by the exchange. */
  inflight: number;
  readonly isOut: boolean;
}

/** Replicas that requests can wait for. */
export interface Line {
  /** Unique in its worker. */
  readonly key: string;
  /** Requests wait while there is no replica; undefined: they are refused. */
  readonly hold: GatewayHold | undefined;
  /** What is said of its limits; undefined: nothing. */
  readonly queue: GatewayQueue | undefined;
  /** Slots of its replicas that this worker has, where they have a limit. */
  readonly slots: LeasedSlots | undefined;
  /** Most requests in flight per replica, over all workers; 0: no limit. */
  readonly limit: number;
  /** Most replicas that there may be; 0: nobody knows. */
  readonly maxReplicas: number;
  readonly replicas: readonly LiveReplica[];
}

/** A revision of one snapshot; its key is `<namespace>/<revision name>`. */
export interface LiveRevision extends Line {
  readonly traffic: TrafficRecord;
  /** Collects predictions; undefined: each is sent by itself. */
  readonly batcher: RevisionBatcher | undefined;
  /** What of its payloads is logged. */
  readonly payloadLog: GatewayPayloadLog | undefined;
  /** Where its replicas have OpenAI's API; undefined: paths are sent as they came. */
  readonly openAiBase: OpenAiBase | undefined;
  /**
   * Those of its replicas that listen for gRPC. Calls wait here only until there is one; then they are in line for
   * slots with all others.
   */
  readonly grpc: GrpcLine;
}

/** Replicas that listen for gRPC. */
export interface GrpcLine extends Line {
  /** A replica will listen for it, and does not yet. */
  readonly isComing: boolean;
}

/** Revisions that requests are split over, or why there is none. */
export interface LiveBranch {
  readonly unavailable?: RouteUnavailable;
  readonly timeoutMs: number;
  readonly targets: readonly LiveRevision[];
  readonly split: SmoothSplit;
  /** Requests with a key stay on their side of the split; undefined: each is split by itself. */
  readonly sticky?: Sticky;
  /** Gets copies of a share of the requests; undefined: nobody does. */
  readonly shadow?: LiveShadow;
  /** Counts requests by the tag that they name; undefined: the route has no tags. */
  readonly tagTraffic?: TrafficRecord;
  /** The tag that leads here. */
  readonly tag?: string;
  /** What a route with tags does with requests that name none that it has. */
  readonly isDefault?: true;
}

/** A route of one snapshot. */
export interface LiveRoute extends LiveBranch {
  readonly id: string;
  readonly hosts: readonly string[];
  readonly pathPrefix?: string;
  /** For requests of an explanation; absent: they go where all others go. */
  readonly explain?: LiveBranch;
  /** What is reached by name; undefined: nothing. */
  readonly tags?: Tags<LiveBranch>;
  /** What answers in place of targets. */
  readonly graph?: LiveGraph;
  /** Headers that replicas are sent with every request, names and values in turn. */
  readonly headers: readonly string[];
  /** Who may use it; absent: everybody who reaches the gateway. */
  readonly access?: LiveAccess;
  readonly traffic: TrafficRecord;
}

/** A whole snapshot, ready to route. Never changes; a new snapshot is a new one. */
export interface LiveSnapshot {
  /** Of this snapshot alone: what was found in it may be kept with it, and the snapshot still goes. */
  readonly stamp: object;
  readonly version: number;
  readonly epoch: string;
  readonly routes: RouteIndex<LiveRoute>;
  readonly revisions: ReadonlyMap<string, LiveRevision>;
  /** Routes that graphs call, by their ids. */
  readonly called: ReadonlyMap<string, LiveRoute>;
}

/** What all exchanges of a worker share. */
export interface ExchangeContext {
  /** Undefined before the first snapshot. */
  readonly snapshot: LiveSnapshot | undefined;
  readonly wheel: TimerWheel;
  readonly ledger: Ledger;
  /** Where requests wait for a revision that has no replica. */
  readonly room: WaitingRoom;
  /** Decides who may use routes that have an `access`. */
  readonly gate: Gate;
  readonly limits: ExchangeLimits;
  /** Sends copies of requests. */
  readonly shadows: Pick<Shadows, 'watch'>;
  /** Connections to addresses outside that graphs call. */
  readonly urlCaller: UrlCaller;
  /** Answers carry `Connection: close`. */
  readonly isDraining: boolean;
  /** This worker has lost its supervisor, which alone tells of new replicas: what has none now will not get one. */
  readonly isOrphan: boolean;
  /** [0, 1) */
  readonly random: () => number;
  /** Monotonic ms. */
  readonly now: () => number;
  readonly newRequestId: () => string;
  /** Of a trace that begins with a request and is not recorded. */
  readonly newTraceparent: () => string;
  /** What is written down of requests. */
  readonly observers: Pick<Observers, 'tracer' | 'logAccess' | 'watchPayload'>;
  /** Takes over a request of the gateway to itself. */
  begin(request: InboundRequest, answer: OutboundAnswer): void;
  /** A slot of the revision's replicas is free again here. */
  slotFreed(revision: string): void;
  /** A request found no replica of the revision. */
  wantActivation(revision: LiveRevision): void;
  /** A call to the replica went wrong before its answer. */
  replicaFailed(
    revision: LiveRevision,
    replica: LiveReplica,
    failure: UpstreamFailure,
  ): void;
}

/** Bounds of an exchange. */
export interface ExchangeLimits {
  /** Larger request bodies are refused. */
  readonly maxBodyBytes: number;
  /** Bodies up to this length are read whole before they are sent, so that they can be sent again. */
  readonly maxBufferedBytes: number;
  /** Silence of an event stream before it is cut, in ms. */
  readonly streamIdleMs: number;
  /** How long a client may take nothing of an answer that waits for it, in ms. */
  readonly clientStallMs: number;
  /** How long a request body is still read and thrown away after an early answer, in ms. */
  readonly lingerMs: number;
}

/** Limits in production: dataplane.md §2. */
export const defaultLimits: ExchangeLimits = {
  maxBodyBytes: 100 * 1024 * 1024,
  maxBufferedBytes: 64 * 1024,
  streamIdleMs: 300_000,
  clientStallMs: 60_000,
  lingerMs: 2_000,
};
