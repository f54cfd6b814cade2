import { Protocol, ServingRuntime } from '../resources';

/** @public */
export interface RuntimeChoice {
  readonly chosen?: {
    readonly kind: ServingRuntime['kind'];
    readonly name: string;
    readonly protocol?: Protocol;
  };
  /** Relaxations of KServe's rules that were needed, in words. */
  readonly relaxations: readonly string[];
  readonly rejected: readonly {
    readonly kind: ServingRuntime['kind'];
    readonly name: string;
    readonly reason: string;
    readonly sentence: string;
  }[];
}
