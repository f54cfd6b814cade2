import { OpenAiBase } from '../endpoints/openAi';
import { GatewayGraph } from './graph';
import { GatewayToken, RouteAccess } from './access';
import { RouteSplit } from './split';
import { GatewayBatching } from './batching';
import { GatewayAddressRules, GatewayPayloadLog } from './payloadLog';

/**
 * The gateway's whole configuration at one version. It replaces the one before; nothing is ever patched.
 *
 * Written by the control plane's snapshot compiler, read by every gateway worker, kept on the gateway's disk.
 * @public
 */
export interface GatewaySnapshot {
  /** Grows with every change. A gateway ignores a version that is not newer than its own within the same epoch. */
  readonly version: number;
  /**
   * Identity of the store that counts `version`. A different epoch always replaces (a restored or emptied database
   * starts to count anew).
   */
  readonly epoch: string;
  readonly routes: readonly GatewayRoute[];
  /** By revision key, `<namespace>/<revision name>`. */
  readonly revisions: { readonly [key: string]: GatewayRevision };
  /** What callers have, by the SHA-256 of their tokens in base64. Absent: none, or a control plane that knows none. */
  readonly tokens?: { readonly [hash: string]: GatewayToken };
  /** Where payload logs may be sent; absent: to public addresses only. */
  readonly addressRules?: GatewayAddressRules;
}

/**
 * A host and path that reach a service. A request matches by exact host (without port, lower case) or, on any host, by
 * path prefix at a segment boundary; the prefix is stripped before forwarding. Hosts win over prefixes; the longest
 * prefix wins. A route's own branch takes everything but what `explain` takes.
 * @public
 */
export interface GatewayRoute extends RouteBranch {
  /** Stable key for counters: `<namespace>/<service>`, or `<namespace>/<service>/<component>` of an internal route. */
  readonly id: string;
  readonly hosts: readonly string[];
  /** For example `/serving/demo/iris`. */
  readonly pathPrefix?: string;
  /**
   * Where requests for an explanation go: those whose path below the prefix is `/v1/models/{model}:explain`. Absent:
   * where all others go.
   */
  readonly explain?: RouteBranch;
  /**
   * The InferenceService behind the route. Replicas are told in `KServe-Isvc-Name` and `KServe-Isvc-Namespace`, whatever
   * a client wrote there.
   */
  readonly service?: { readonly namespace: string; readonly name: string };
  /** The graph that answers, in place of targets. */
  readonly graph?: GatewayGraph;
  /** Tags and sticky requests. Absent: there are none. */
  readonly split?: RouteSplit;
  /** Who may use it. Absent: everybody who reaches the gateway. */
  readonly access?: RouteAccess;
}

/** Revisions that requests are split over, or why there is none. @public */
export interface RouteBranch {
  /** Weights are relative; a target of weight 0 gets nothing. */
  readonly targets: readonly RouteTarget[];
  /** Why nothing answers, when `targets` is empty. */
  readonly unavailable?: RouteUnavailable;
  /** Total time for an answer's headers in ms. Default 300,000. */
  readonly timeoutMs?: number;
}

/** @public */
export interface RouteTarget {
  /** Key into {@link GatewaySnapshot.revisions}. */
  readonly revision: string;
  readonly weight: number;
}

/**
 * The answer of a route that cannot serve: status, reason (`Stopped`, `NotReady`, …), one sentence.
 * @public
 */
export interface RouteUnavailable {
  readonly status: 503 | 404;
  readonly reason: string;
  readonly message: string;
  /** Whole seconds, ≥ 1. */
  readonly retryAfterSeconds?: number;
}

/** @public */
export interface GatewayRevision {
  /** Hard limit of requests in flight per replica; 0 or absent: none. */
  readonly containerConcurrency?: number;
  /** Most replicas that it may have: who is refused while it has them is told so. Absent: nobody knows. */
  readonly maxReplicas?: number;
  /** Requests wait while there is no replica; absent: they are refused. */
  readonly hold?: GatewayHold;
  /** Limits of waiting, for a first replica or a free slot; absent: those of the gateway. */
  readonly queue?: GatewayQueue;
  /** Predictions are collected; absent: each is sent by itself. */
  readonly batching?: GatewayBatching;
  /** Payloads are logged; absent: they are not. */
  readonly payloadLog?: GatewayPayloadLog;
  /**
   * Where its replicas have OpenAI's API. Inference below the other of the two paths goes there. Absent: all paths are sent
   * as they came.
   */
  readonly openAiBase?: OpenAiBase;
  /** Replicas that may be given requests. A replica that left the list gets no new request; those in flight go on. */
  readonly replicas: readonly GatewayReplica[];
}

/** That requests wait for a revision's first replica: it says no more yet. @public */
export type GatewayHold = Readonly<Record<string, never>>;

/** Limits of the requests that wait for a revision. @public */
export interface GatewayQueue {
  /** Longest wait in ms; never more than the route's own time. Default 120,000. */
  readonly deadlineMs?: number;
  /** Most that wait, in each worker. Default 10,000; with `containerConcurrency` ten times what its replicas take, at least 100. */
  readonly depth?: number;
}

/** @public */
export interface GatewayReplica {
  readonly id: string;
  readonly host: string;
  /** HTTP/1.1 (V1, V2, OpenAI paths). */
  readonly port: number;
  /** HTTP/2 cleartext for gRPC, if the server has one. */
  readonly grpcPort?: number;
  /** It will listen for gRPC and does not yet: where requests are held, calls wait for it. */
  readonly awaitsGrpc?: true;
}
