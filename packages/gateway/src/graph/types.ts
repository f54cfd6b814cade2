import {
  GatewayGraphNode,
  GraphCondition,
  HeaderPattern,
  Profile,
  StepData,
} from '@greenroom/backstage-plugin-model-serving-common';
import { SmoothSplit } from '../routing';
import { TrafficRecord } from '../traffic';

/** A graph of one snapshot, with everything compiled that does not change between requests. Free of loops. */
export interface LiveGraph {
  readonly profile: Profile;
  /** Name of its resource. */
  readonly name: string;
  readonly root: LiveNode;
  /** Which headers of the caller go along to the steps; empty: none but those that all steps get. */
  readonly propagate: readonly HeaderPattern[];
  /** Whether a condition reads the caller's headers. */
  readonly readsHeaders: boolean;
  readonly timeoutMs: number;
  readonly stepTimeoutMs: number | undefined;
}

/** A node, its steps and what leads to the next one resolved. */
export interface LiveNode {
  readonly name: string;
  readonly type: GatewayGraphNode['type'];
  readonly merge: GatewayGraphNode['merge'];
  readonly steps: readonly LiveStep[];
  /** Of a Splitter: goes on over snapshots that do not change its weights. */
  readonly split: SmoothSplit | undefined;
}

/** A step of a node. */
export interface LiveStep {
  /** `<node>/<index>` */
  readonly id: string;
  readonly key: string;
  /** Its key as a member of a JSON object begins. */
  readonly keyInJson: Buffer;
  readonly target: LiveTarget;
  readonly data: StepData;
  readonly condition: GraphCondition | undefined;
  readonly isHard: boolean;
  readonly mapsPredictions: boolean;
  readonly timeoutMs: number | undefined;
  readonly retries: number;
  readonly traffic: TrafficRecord;
}

/** Where a step goes. */
export type LiveTarget =
  | { readonly kind: 'node'; readonly node: LiveNode }
  | { readonly kind: 'service'; readonly route: string; readonly path: string }
  | {
      readonly kind: 'url';
      readonly url: URL;
      /** The URL is one of this gateway. */
      readonly isOwn: boolean;
    };

/** What a step, a node or a whole graph answers. */
export interface StepAnswer {
  readonly status: number;
  readonly body: Buffer;
  /** Undefined: the service did not say. */
  readonly contentType: string | undefined;
  /** Why the graph itself answers; undefined: a service did, whatever its status. */
  readonly cause?: string;
  /** What an answer of the graph, or of the gateway in place of a service, is counted under; undefined: a service's own. */
  readonly reason?: string;
}

/** Something under way that can be given up; then nobody is told what became of it. */
export interface Running {
  abort(): void;
}

/** What a step is sent. */
export interface StepInput {
  readonly body: Buffer;
  /** The body is byte by byte what the caller sent: headers that describe it hold. */
  readonly isCallers: boolean;
}

/** Calls what is outside of a graph. */
export interface StepCaller {
  /**
   * Calls the service or address of a step once. `done` is called at most once, also within the call; never after
   * `abort`. An answer with a `cause` and status 502 or 504: it could not be reached, or was too slow.
   */
  call(
    step: LiveStep,
    input: StepInput,
    span: StepSpan | undefined,
    done: (answer: StepAnswer) => void,
  ): Running;
}

/** Hears of the steps of a request, to make spans of them. */
export interface GraphTrace {
  /** A step begins; returns what its end is told with, and what its call carries. */
  stepStarted(step: LiveStep): StepSpan;
}

/** A step that is traced. */
export interface StepSpan {
  /** Headers that continue the trace, names and values in turn, in place of the caller's. */
  readonly headers: readonly string[];
  /** Status of the answer; undefined: given up. */
  stepEnded(status: number | undefined): void;
}
