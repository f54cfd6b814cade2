import {
  componentNameOf,
  fieldChanges,
  type ComponentName,
  type InferenceService,
  type RevisionContent,
  type RevisionDetail,
  type RevisionReason,
  type RevisionView,
  type UnknownOfRevision,
} from '@greenroom/backstage-plugin-model-serving-common';
import type { LiveFacts } from '../../observe/types';
import type { StoredResource } from '../../store';
import { runningRevisions } from '../view';

type Stored = StoredResource<'InferenceService'>;
type Known = Pick<RevisionDetail, 'modelUri' | 'runtime' | 'image' | 'diff'>;

/** Where the way back is on a cluster that reconciles by itself: nobody there can be told to take an old revision again. */
const BY_HISTORY =
  'KServe goes where the spec says, not to a revision: go back to a write in the tab History.';

/**
 * Revisions of a deployment whose cluster keeps them itself: what runs there, newest first. Only what the cluster tells is
 * said; the rest is named with the reason.
 */
export function clusterRevisions(
  stored: Stored,
  live: LiveFacts,
): RevisionDetail[] {
  const { object } = stored;
  const views = runningRevisions(stored, live);
  return views.map(view => {
    const isCurrent = isCurrentOf(object, view, views);
    const content = view.facts?.content;
    const previous = view.isChangedInPlace
      ? undefined
      : previousOf(view, views);
    const known = knownOf(object, view, {
      isCurrent,
      before: previous?.facts?.content,
    });
    const unknown = unknownOf(view, known, previous !== undefined);
    const replicas = view.facts?.replicas ?? [];
    return {
      ...view,
      ...known,
      because: reasonOf(view, isCurrent),
      isCurrent,
      ...(content?.command && { command: content.command }),
      replicas: {
        ready: replicas.filter(({ state }) => state === 'ready').length,
        total: replicas.filter(({ state }) => state !== 'ended').length,
      },
      rollbackProblem: rollbackProblemOf(view, isCurrent),
      ...(unknown.length > 0 && { unknown }),
    };
  });
}

/** Standard: the Deployment of the spec's name. Knative: the revision that was made last. */
function isCurrentOf(
  service: InferenceService,
  { name, component, number, isChangedInPlace }: RevisionView,
  views: readonly RevisionView[],
): boolean {
  const part = component as ComponentName;
  if (service.spec[part] === undefined) return false;
  if (isChangedInPlace) return name === componentNameOf(service, part);
  const newest = service.status?.components?.[part]?.latestCreatedRevision;
  return newest === undefined
    ? views.every(
        other => other.component !== component || other.number <= number,
      )
    : name === newest;
}

/** The Knative revision before it. */
function previousOf(
  { component, number }: RevisionView,
  views: readonly RevisionView[],
): RevisionView | undefined {
  return views.find(
    other =>
      other.component === component &&
      !other.isChangedInPlace &&
      other.number < number,
  );
}

function knownOf(
  { status }: InferenceService,
  { component, facts }: RevisionView,
  options: {
    readonly isCurrent: boolean;
    readonly before: RevisionContent | undefined;
  },
): Known {
  const { isCurrent, before } = options;
  const { image, modelUri } = facts?.content ?? {};
  const runtime =
    isCurrent && component === 'predictor'
      ? status?.servingRuntimeName ?? status?.clusterServingRuntimeName
      : undefined;
  return {
    ...(modelUri && { modelUri }),
    ...(runtime && { runtime }),
    ...(image && { image }),
    ...(before &&
      facts?.content && {
        diff: fieldChanges(comparable(before), comparable(facts.content)),
      }),
  };
}

function comparable({ edition: _count, ...content }: RevisionContent): object {
  return content;
}

function unknownOf(
  { component, isChangedInPlace, facts }: RevisionView,
  { modelUri, runtime, image, diff }: Known,
  hasPrevious: boolean,
): UnknownOfRevision[] {
  const content = facts?.content;
  const unseen = 'The cluster shows no Deployment of it.';
  const unknown: UnknownOfRevision[] = [];
  if (!modelUri) {
    const because = content
      ? storedModel(content) ??
        'Its Deployment names none: it has its model in its image or from a volume, or loads it by itself.'
      : unseen;
    unknown.push({ field: 'modelUri', because });
  }
  if (!runtime) {
    const because =
      component === 'predictor'
        ? "KServe's status names the runtime of the newest predictor only, and none where the spec has its containers."
        : `KServe says no runtime of a ${component}.`;
    unknown.push({ field: 'runtime', because });
  }
  if (!image) {
    const because = content ? 'Its Deployment names none.' : unseen;
    unknown.push({ field: 'image', because });
  }
  if (isChangedInPlace) {
    unknown.push({ field: 'diff', because: inPlace(content) });
  } else if (hasPrevious && !diff) {
    const because =
      'The cluster shows no Deployment of it, or none of the one before.';
    unknown.push({ field: 'diff', because });
  }
  return unknown;
}

function storedModel({ storage }: RevisionContent): string | undefined {
  if (!storage) return undefined;
  const { key, path } = storage;
  const from = key ? `the connection "${key}"` : "its Secret 'storage-config'";
  return `KServe puts the address together from ${from} and the path "${path}" when a pod starts.`;
}

function inPlace(content: RevisionContent | undefined): string {
  const changes = (content?.edition ?? 1) - 1;
  const counted =
    changes > 0
      ? `, ${changes === 1 ? 'once' : `${changes} times`} so far`
      : '';
  return `KServe changes this Deployment in place${counted}, and keeps nothing to compare with: the tab History has each spec.`;
}

function reasonOf(
  { canary, isChangedInPlace }: RevisionView,
  isCurrent: boolean,
): RevisionReason {
  if (canary) {
    const sentence = `The spec names it as the canary "${canary}".`;
    return { kind: 'spec', sentence };
  }
  if (!isChangedInPlace) {
    const sentence = 'KServe made it, and does not say for which change.';
    return { kind: 'cluster', sentence };
  }
  return isCurrent
    ? { kind: 'spec', sentence: 'What the spec says runs in it.' }
    : {
        kind: 'cluster',
        sentence: 'It is of an earlier spec, and KServe has yet to remove it.',
      };
}

function rollbackProblemOf(
  { canary, isCanary }: RevisionView,
  isCurrent: boolean,
): string {
  if (canary) {
    return `It is the canary "${canary}": promote it to give it all traffic.`;
  }
  if (isCurrent && !isCanary) return 'It is what the current spec comes to.';
  return isCanary
    ? 'It is the canary of the current spec: promote it to give it all traffic.'
    : BY_HISTORY;
}
