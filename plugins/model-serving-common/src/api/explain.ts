import { FieldChange } from '../patch';
import { Finding, StateCode, Step } from '../status/types';
import type { DryRunResult, ReplicaCounts } from './deployments';
import type { RuntimeChoice } from '../runtimes/RuntimeChoice';

/** One target of the traffic, with the reason for its share. @public */
export interface ExplainedTarget {
  readonly revision: string;
  readonly component: string;
  readonly percent: number;
  readonly because: string;
}

/**
 * Answer of `GET …/explain`: why a deployment is as it is. Every `sentence` is in plain words.
 * @public
 */
export interface DeploymentExplanation {
  /** All of it in some sentences. */
  readonly summary: string;
  readonly runtime: {
    readonly sentence: string;
    /** What the current revision runs on. */
    readonly running?: string;
    /** What the current spec would choose now; absent without a model, or if the spec is not valid. */
    readonly choice?: RuntimeChoice;
  };
  readonly readiness: {
    readonly sentence: string;
    readonly state: StateCode;
    readonly findings: readonly Finding[];
    readonly steps: readonly Step[];
    /** What has to happen next; empty while nothing is waited for. */
    readonly waitingFor: readonly string[];
  };
  readonly replicas: ReplicaCounts & {
    readonly sentence: string;
    /** What the wanted number follows from. */
    readonly because: readonly string[];
  };
  readonly traffic: {
    readonly sentence: string;
    readonly targets: readonly ExplainedTarget[];
  };
}

/** What a change does to one component. @public */
export interface ExplainedComponent {
  readonly component: string;
  /** `new`: a new revision; `same`: what runs goes on; `reused`: a revision that still runs; `removed`: it ends. */
  readonly revision: 'new' | 'same' | 'reused' | 'removed';
  /** The one that goes on or is reused. */
  readonly name?: string;
  /** What would run otherwise than now. */
  readonly diff: readonly FieldChange[];
  /** Replicas that end once the new revision carries the traffic. */
  readonly replaces: readonly string[];
  readonly replicas: { readonly before: number; readonly after: number };
  readonly sentence: string;
}

/**
 * Answer of `POST …/explain` and of a dry rollback: what would change if a spec were applied. Nothing was stored.
 * @public
 */
export interface ChangeExplanation extends DryRunResult {
  /** All of it in some sentences. */
  readonly summary: string;
  /** From the stored object to the one that would be stored. */
  readonly diff: readonly FieldChange[];
  readonly components: readonly ExplainedComponent[];
  readonly runtimeChange?: {
    readonly before?: string;
    readonly after?: string;
  };
  readonly urls: {
    readonly added: readonly string[];
    readonly removed: readonly string[];
  };
}
