import { FieldChange } from '../patch';
import { KubernetesObject } from '../resources';
import type { RevisionView } from './deployments';

/**
 * Header of a write that says with what it was made: one of {@link writeOrigins}. Kept in the history, trusted for
 * nothing.
 * @public
 */
export const WRITE_ORIGIN_HEADER = 'x-greenroom-origin';

/** With what a write was made: a form, an edited YAML, a software template, an import, or a program. @public */
export const writeOrigins = [
  'form',
  'yaml',
  'template',
  'import',
  'api',
] as const;

/** One of {@link writeOrigins}. @public */
export type WriteOrigin = (typeof writeOrigins)[number];

/**
 * Where a row of history comes from: a write through Greenroom, or `cluster`: it was seen on a managed cluster, where
 * somebody made it otherwise, for example with `kubectl`.
 * @public
 */
export type HistoryOrigin = WriteOrigin | 'cluster';

/** Who did what, when. @public */
export interface HistoryView {
  /** Identity of the write; later ones have larger numbers. */
  readonly id: number;
  readonly generation: number;
  readonly at: string;
  readonly actor?: string;
  readonly action: string;
  /** With what it was made; absent: not said. */
  readonly how?: HistoryOrigin;
  /** Field paths that changed. */
  readonly changes: readonly string[];
  readonly result: 'accepted' | 'refused';
  /**
   * What the author of a refused write was told, in 1000 characters at most and without what may be secret in it. Absent of
   * accepted ones, and of those that were refused before reasons were kept.
   */
  readonly reason?: string;
  /** Whether the object after the write is still kept, to look at and to restore. */
  readonly hasObject: boolean;
}

/**
 * Answer of `GET …/history/:id?against`: one write with the object that it left behind, and what it changed.
 * @public
 */
export interface HistoryDetail extends HistoryView {
  /** After the write, without status; absent if it is not kept (any more), or the write was refused. */
  readonly object?: KubernetesObject;
  /** What it is compared with: the write that was asked for, else the one before. */
  readonly against?: HistoryView;
  /** From `against` to this; absent unless both objects are kept. */
  readonly diff?: readonly FieldChange[];
}

/** What made a revision necessary. @public */
export interface RevisionReason {
  /**
   * `spec`: a write; `environment`: the runtime or the connection changed under the same spec; `cluster`: the cluster's
   * own controller made it, and does not say for what.
   */
  readonly kind: 'spec' | 'environment' | 'cluster';
  /** The write of the spec; absent if it is not kept. */
  readonly write?: Pick<
    HistoryView,
    'id' | 'at' | 'actor' | 'action' | 'how' | 'changes'
  >;
  /** In plain words. */
  readonly sentence: string;
}

/** What of a revision is not known, and why. @public */
export interface UnknownOfRevision {
  readonly field: 'modelUri' | 'runtime' | 'image' | 'diff';
  /** In plain words. */
  readonly because: string;
}

/** A revision with where it comes from and what it differs in from the one before. @public */
export interface RevisionDetail extends RevisionView {
  /** Of the deployment's spec that made it; absent where nobody says. */
  readonly generation?: number;
  readonly because: RevisionReason;
  /** It is what the current spec comes to. */
  readonly isCurrent: boolean;
  readonly image?: string;
  readonly command?: readonly string[];
  readonly replicas: { readonly ready: number; readonly total: number };
  /** What runs otherwise than in the revision before it of the same component; absent for the oldest kept one. */
  readonly diff?: readonly FieldChange[];
  /** Why the deployment cannot be rolled back to it; absent if it can. */
  readonly rollbackProblem?: string;
  /** Fields that are absent because they cannot be known; absent: none. */
  readonly unknown?: readonly UnknownOfRevision[];
}

/** Answer of `GET …/revisions`: newest first, by component. @public */
export interface RevisionList {
  readonly items: readonly RevisionDetail[];
  /** How many of a component the portal keeps, the newest ones and those that still run; 0 where it keeps none. */
  readonly kept: number;
  /** They are those of the cluster, which keeps what its own controller keeps. Absent: the portal keeps them. */
  readonly source?: 'cluster';
}

/** Body of `POST …/rollback`: exactly one of `revision` and `history`. @public */
export interface RollbackTarget {
  /** Name of a revision, or number of one of the predictor. The spec that made it; the replica bounds of now stay. */
  readonly revision?: string | number;
  /** Id of a write: the spec that it left behind, replica bounds too. */
  readonly history?: number;
  /** As read; makes a stale rollback a 409. */
  readonly resourceVersion?: string;
}
