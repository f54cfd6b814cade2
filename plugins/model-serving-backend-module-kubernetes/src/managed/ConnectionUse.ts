import type { ServingKind } from '@greenroom/backstage-plugin-model-serving-common';
import type { RevisionBook } from '../driver';
import { namesSecret, type Use } from './connections';
import type { ServingBook } from './ServingBook';
import type { ServingWatches } from './ServingWatches';

/** Kinds whose objects name Secrets: as long as one of them is not seen, any Secret may be in use. */
const NAMING: readonly ServingKind[] = [
  'InferenceService',
  'LLMInferenceService',
  'ServingRuntime',
];

/** What a {@link ConnectionUse} looks at. */
export interface ConnectionUseOptions {
  /** Kinds that the cluster has definitions of. */
  readonly defined: ReadonlySet<ServingKind>;
  readonly watches: Pick<ServingWatches, 'sees'>;
  /** Why a namespace is not seen right now, also where that is nothing to tell people yet. */
  readonly loss: (namespace: string) => string | undefined;
  readonly objects: Pick<ServingBook, 'reaching'>;
  /** What runs: replicas of what was before need their Secret until they are gone. */
  readonly runs: readonly Pick<RevisionBook, 'objectsIn'>[];
}

/** Who names a connection in a project, by what is watched of it. */
export class ConnectionUse {
  readonly #options: ConnectionUseOptions;

  constructor(options: ConnectionUseOptions) {
    this.#options = options;
  }

  of({
    namespace,
    name,
  }: {
    readonly namespace: string;
    readonly name: string;
  }): Use {
    const { defined, watches, loss, objects, runs } = this.#options;
    const lost = loss(namespace);
    if (lost !== undefined) return { state: 'unknown', why: lost };
    const unseen = NAMING.filter(
      kind => defined.has(kind) && !watches.sees(kind, namespace),
    );
    if (unseen.length > 0 || !watches.sees('InferenceService', namespace)) {
      const why = `the portal does not see ${
        unseen.join(', ') || 'InferenceService'
      } in the namespace '${namespace}'`;
      return { state: 'unknown', why };
    }
    const isNamed = (all: Iterable<unknown>) => {
      for (const object of all) if (namesSecret(object, name)) return true;
      return false;
    };
    const isUsed =
      isNamed(objects.reaching(namespace)) ||
      runs.some(book => isNamed(book.objectsIn(namespace)));
    return isUsed ? { state: 'used' } : { state: 'unused' };
  }
}
