import type { ResourceChange } from '@greenroom/backstage-plugin-model-serving-common';
import type { FencedStores } from '../store/types';
import { ControlLoops, ControlLoopsOptions } from './ControlLoops';
import { Term, TermOfOffice } from './Leadership';

/** Options of a {@link ControlPlane}. */
export interface ControlPlaneOptions
  extends Omit<ControlLoopsOptions, 'term' | 'stores'> {
  readonly stores: FencedStores;
  /** Name of the lease of its terms. */
  readonly lease: string;
}

/**
 * What this process does while it holds the lease, with fresh memory in each term. What a term writes is bound to its
 * number: a process that hangs, and wakes when somebody else acts, writes nothing.
 */
export class ControlPlane implements TermOfOffice {
  readonly #options: ControlPlaneOptions;
  #loops: ControlLoops | undefined;

  constructor(options: ControlPlaneOptions) {
    this.#options = options;
  }

  async begin(term: Term): Promise<void> {
    const { stores, lease, ...options } = this.#options;
    this.#loops = new ControlLoops({
      ...options,
      stores: stores.during({ name: lease, fencing: term.fencing }),
      term,
    });
    await this.#loops.start();
  }

  async end(): Promise<void> {
    const loops = this.#loops;
    this.#loops = undefined;
    await loops?.stop();
  }

  /** Somebody says that a deployment changed. */
  hint({ cluster, namespace, name, ...news }: ResourceChange): void {
    if (namespace === undefined) return;
    this.#loops?.changes.hint({ cluster, namespace, name }, news);
  }

  /** Somebody says that a connection or a runtime changed. */
  hintUsed(
    what: 'connection' | 'runtime',
    { cluster, namespace = '', name, ...news }: ResourceChange,
  ): void {
    const runtime = namespace ? 'ServingRuntime' : 'ClusterServingRuntime';
    this.#loops?.changes.hintUsed(
      what === 'connection' ? 'Connection' : runtime,
      { cluster, namespace, name },
      news,
    );
  }

  /** Somebody says that a graph changed. */
  hintGraph({ cluster, namespace, name }: ResourceChange): void {
    if (namespace === undefined) return;
    this.#loops?.changes.hintGraph({ cluster, namespace, name });
  }

  /** The last decisions about a revision's replicas; undefined: this process does not act. */
  scaling(
    cluster: string,
    key: string,
  ): ReturnType<ControlLoops['scaling']> | undefined {
    return this.#loops?.scaling(cluster, key);
  }

  /** Every deployment gets a pass, if this process acts. */
  async resync(): Promise<void> {
    await this.#loops?.resync();
  }
}
