import { RouterType } from '../resources';

/** A step as a form asks for it: what it calls, and how. @public */
export interface GraphStepForm {
  /** Of the step; in an Ensemble its key in the answer. */
  readonly name?: string;
  /** A service of the same project; or `url`; or `node`. */
  readonly service?: string;
  readonly url?: string;
  /** Another node of the same graph. */
  readonly node?: string;
  /** When it is taken (Switch), or the graph goes on with it (Sequence). */
  readonly condition?: string;
  /** Percent (Splitter). */
  readonly weight?: number;
  /** What it is sent, after the first step of a Sequence. */
  readonly data?: string;
  /** Its failure ends the request (Sequence, Ensemble). */
  readonly mustSucceed?: boolean;
  /** `predictions` of its input become `instances`. */
  readonly mapPredictions?: boolean;
}

/** A node as a form asks for it. @public */
export interface GraphNodeForm {
  /** Steps name it. */
  readonly name: string;
  readonly routerType: RouterType;
  readonly steps: readonly GraphStepForm[];
}

/** A graph as a form asks for it. @public */
export interface GraphForm {
  readonly name: string;
  readonly namespace: string;
  readonly title: string;
  readonly description?: string;
  /** Entity reference. */
  readonly owner?: string;
  readonly lifecycle?: string;
  readonly system?: string;
  /** Of its node `root`, where requests enter. */
  readonly routerType: RouterType;
  readonly steps: readonly GraphStepForm[];
  /** The other nodes. */
  readonly nodes?: readonly GraphNodeForm[];
}
