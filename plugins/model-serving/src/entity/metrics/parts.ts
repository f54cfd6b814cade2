import {
  DeploymentMetrics,
  TrafficPart,
  UNKNOWN_TAG,
  UNTAGGED,
} from '@greenroom/backstage-plugin-model-serving-common';

/** Class of an answer. */
export type Answer = 'ok' | 'client' | 'server';

/** Classes of answers, in the order of every chart. */
export const answerKinds: readonly {
  readonly id: Answer;
  readonly label: string;
}[] = [
  { id: 'ok', label: 'OK' },
  { id: 'client', label: 'Client errors' },
  { id: 'server', label: 'Server errors' },
];

/** What requests are told apart by. */
export type PartKind = 'revision' | 'tag' | 'token';

/** The same for people. */
export const partKinds: readonly {
  readonly id: PartKind;
  readonly label: string;
}[] = [
  { id: 'revision', label: 'Revision' },
  { id: 'tag', label: 'Tag' },
  { id: 'token', label: 'Token' },
];

/** Reads the classes of answers from an address: all, unless it names some. */
export function answersIn(text: string | null): readonly Answer[] {
  const named = (text ?? '').split(',');
  const chosen = answerKinds
    .map(({ id }) => id)
    .filter(id => named.includes(id));
  return chosen.length > 0 ? chosen : answerKinds.map(({ id }) => id);
}

/** A part of the traffic as it is shown. */
export interface ShownPart extends TrafficPart {
  readonly label: string;
  /** Requests with the chosen answers. */
  readonly total: number;
}

/**
 * Parts of one kind, those with the most of the chosen answers first; undefined: whoever looks may not know, or the backend
 * does not.
 */
export function partsOf(
  metrics: DeploymentMetrics,
  kind: PartKind,
  answers: readonly Answer[],
): readonly ShownPart[] | undefined {
  return of(metrics, kind)
    ?.map(part => ({
      ...part,
      label: labelOf(part, kind),
      total: answers.reduce((sum, answer) => sum + part[answer], 0),
    }))
    .sort((a, b) => b.total - a.total);
}

function of(
  { revisions, tags, tokens }: DeploymentMetrics,
  kind: PartKind,
): readonly TrafficPart[] | undefined {
  if (kind === 'tag') return tags;
  if (kind === 'token') return tokens;
  return revisions?.map(({ revision, requests: _, answers, ...part }) => ({
    ...part,
    name: revision,
    ...(answers ? { requests: answers } : {}),
  }));
}

function labelOf({ name, isRest }: TrafficPart, kind: PartKind): string {
  if (isRest) return 'Other tokens';
  if (kind !== 'tag') return name;
  if (name === UNTAGGED) return 'No tag';
  return name === UNKNOWN_TAG ? 'Unknown tag' : name;
}
