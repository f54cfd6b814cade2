import {
  capitalized,
  fieldChanges,
  KSERVE_CONTAINER,
  type HistoryView,
  type RevisionDetail,
  type RevisionReason,
  type RevisionView,
} from '@greenroom/backstage-plugin-model-serving-common';
import type { StoredRevision } from '../../store';
import { runningContent } from './runningContent';

/** What the details of a deployment's revisions are made from. */
export interface RevisionFactsForDetails {
  /** Kept revisions of all components, oldest first. */
  readonly revisions: readonly StoredRevision[];
  /** The same as people see them, by name. */
  readonly views: ReadonlyMap<string, RevisionView>;
  /** Names of those that the current spec comes to. */
  readonly current: ReadonlySet<string>;
  /** The write that made each generation, as far as it is kept. */
  readonly writes: ReadonlyMap<number, HistoryView>;
}

/** Fields of a write that are listed in a sentence. */
const SHOWN_PATHS = 3;

/** Revisions with why they were made and what they differ in; newest first. */
export function revisionDetails(
  facts: RevisionFactsForDetails,
): RevisionDetail[] {
  return [...facts.revisions].reverse().flatMap(revision => {
    const view = facts.views.get(revision.spec.name);
    if (!view) return [];
    const previous = previousOf(revision, facts.revisions);
    const container = containerOf(revision);
    const replicas = view.facts?.replicas ?? [];
    return {
      ...view,
      generation: revision.generation,
      because: reasonOf(revision, previous, facts, view.canary),
      isCurrent: facts.current.has(view.name),
      ...(container?.image && { image: container.image }),
      ...(container?.command && { command: container.command }),
      replicas: {
        ready: replicas.filter(({ state }) => state === 'ready').length,
        total: replicas.filter(({ state }) => state !== 'ended').length,
      },
      ...(previous && {
        diff: fieldChanges(contentOf(previous), contentOf(revision)),
      }),
      ...problemOf(revision, facts),
    };
  });
}

function contentOf({ spec, runtime }: StoredRevision): object {
  return runningContent({ ...spec, runtime });
}

function previousOf(
  revision: StoredRevision,
  revisions: readonly StoredRevision[],
): StoredRevision | undefined {
  const own = revisions.filter(
    ({ component }) => component === revision.component,
  );
  return own[own.indexOf(revision) - 1];
}

function containerOf({ spec }: StoredRevision) {
  const { containers = [] } = spec.pod.spec;
  return (
    containers.find(({ name }) => name === KSERVE_CONTAINER) ?? containers[0]
  );
}

function reasonOf(
  revision: StoredRevision,
  previous: StoredRevision | undefined,
  { writes }: RevisionFactsForDetails,
  canary: string | undefined,
): RevisionReason {
  if (canary) {
    const sentence = `The spec names it as the canary "${canary}".`;
    return { kind: 'spec', sentence };
  }
  if (revision.canary) {
    const sentence = `The spec named it as the canary "${revision.canary}".`;
    return { kind: 'spec', sentence };
  }
  if (previous && previous.generation === revision.generation) {
    return {
      kind: 'environment',
      sentence:
        'The spec did not change: the runtime or the connection that it names did.',
    };
  }
  const write = writes.get(revision.generation);
  if (!write) {
    return {
      kind: 'spec',
      sentence: `The spec changed (generation ${revision.generation}).`,
    };
  }
  const { id, at, actor, action, how, changes } = write;
  const more = changes.length - SHOWN_PATHS;
  const what = [
    ...changes.slice(0, SHOWN_PATHS),
    ...(more > 0 ? [`${more} more`] : []),
  ].join(', ');
  return {
    kind: 'spec',
    write: { id, at, actor, action, how, changes },
    sentence: `${capitalized(action)} by ${actor ?? 'somebody'}${
      what && `: ${what}`
    }`,
  };
}

function problemOf(
  revision: StoredRevision,
  { revisions, views, current, writes }: RevisionFactsForDetails,
): Pick<RevisionDetail, 'rollbackProblem'> {
  const { name } = revision.spec;
  if (current.has(name)) {
    return { rollbackProblem: 'It is what the current spec comes to.' };
  }
  const canary = views.get(name)?.canary;
  if (canary) {
    return {
      rollbackProblem: `It is the canary "${canary}": promote it to give it all traffic.`,
    };
  }
  if (revision.canary) {
    return { rollbackProblem: wasCanary(revision.canary) };
  }
  const now = revisions.find(
    other =>
      other.component === revision.component && current.has(other.spec.name),
  );
  if (now && now.generation === revision.generation) {
    return {
      rollbackProblem: `Its spec is the current one: what differs from ${now.spec.name} is the runtime or the connection.`,
    };
  }
  return writes.get(revision.generation)?.hasObject
    ? {}
    : { rollbackProblem: 'The spec that made it is not kept any more.' };
}

/** Why there is no way back to a revision that was made as a canary: the spec of then has another predictor. */
export function wasCanary(name: string): string {
  return `It came as the canary "${name}": the predictor of that spec is another one. Add the canary again to try it, or go back to a write of the history.`;
}
