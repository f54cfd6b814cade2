import type { ResourceChange } from '@greenroom/backstage-plugin-model-serving-common';
import { ControlLoops, ControlLoopsOptions } from './ControlLoops';
import { Term, TermOfOffice } from './Leadership';

/** What this process does while it holds the lease, with fresh memory in each term. */
export class ControlPlane implements TermOfOffice {
  readonly #options: Omit<ControlLoopsOptions, 'term'>;
  #loops: ControlLoops | undefined;

  constructor(options: Omit<ControlLoopsOptions, 'term'>) {
    this.#options = options;
  }

  async begin(term: Term): Promise<void> {
    this.#loops = new ControlLoops({ ...this.#options, term });
    await this.#loops.start();
  }

  async end(): Promise<void> {
    const loops = this.#loops;
    this.#loops = undefined;
    await loops?.stop();
  }

  /** Somebody says that a deployment changed. */
  hint({ cluster, namespace, name, resourceVersion }: ResourceChange): void {
    if (namespace === undefined) return;
    this.#loops?.hint({ cluster, namespace, name }, resourceVersion);
  }

  /** Every deployment gets a pass, if this process acts. */
  async resync(): Promise<void> {
    await this.#loops?.resync();
  }
}
