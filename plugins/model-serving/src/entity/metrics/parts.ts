import {
  DeploymentMetrics,
  formatCount,
  TrafficPart,
  UNKNOWN_TAG,
  UNTAGGED,
} from '@greenroom/backstage-plugin-model-serving-common';
import { refusalWords } from './refusalWords';

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
export type PartKind = 'revision' | 'tag' | 'token' | 'reason';

/** The same for people. */
export const partKinds: readonly {
  readonly id: PartKind;
  readonly label: string;
}[] = [
  { id: 'revision', label: 'Revision' },
  { id: 'tag', label: 'Tag' },
  { id: 'token', label: 'Token' },
  { id: 'reason', label: 'Reason refused' },
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
  { revisions, tags, tokens, refusals }: DeploymentMetrics,
  kind: PartKind,
): readonly TrafficPart[] | undefined {
  if (kind === 'tag') return tags;
  if (kind === 'token') return tokens;
  if (kind === 'reason') return refusals;
  return revisions?.map(({ revision, requests: _, answers, ...part }) => ({
    ...part,
    name: revision,
    ...(answers ? { requests: answers } : {}),
  }));
}

function labelOf({ name, isRest }: TrafficPart, kind: PartKind): string {
  if (isRest) return 'Other tokens';
  if (kind === 'reason') return refusalWords(name);
  if (kind !== 'tag') return name;
  if (name === UNTAGGED) return 'No tag';
  return name === UNKNOWN_TAG ? 'Unknown tag' : name;
}

/** What the gateway refused or broke off, in a sentence; undefined: nothing, or it does not tell. */
export function refusedInWords({
  refusals = [],
}: Pick<DeploymentMetrics, 'refusals'>): string | undefined {
  if (refusals.length === 0) return undefined;
  const counts = refusals.map(
    ({ name, client, server }) =>
      `${formatCount(client + server)} ${refusalWords(name)}`,
  );
  return `Refused or broken off by the gateway: ${counts.join(', ')}`;
}
