import {
  fieldChanges,
  isStopped,
  type ChangeExplanation,
  type ComponentName,
  type DryRunResult,
  type Endpoint,
  type ExplainedComponent,
  type InferenceService,
  type RevisionDetail,
} from '@greenroom/backstage-plugin-model-serving-common';
import type { Resolution, RevisionDraft } from '../../reconcile';
import type { StoredRevision } from '../../store';
import { runningContent } from '../history';

/** One side of a change. */
export interface ChangeSide {
  readonly service: InferenceService;
  /** What each component of the spec comes to. */
  readonly components: ReadonlyMap<ComponentName, Resolution>;
  readonly endpoints: readonly Pick<Endpoint, 'inferUrl'>[];
  /** Replicas that each component should have while it runs. */
  readonly wanted: ReadonlyMap<ComponentName, number>;
}

/** What the explanation of a change is made from. */
export interface ExplainedChange {
  /** Of the spec as it would be, with what it is refused for. */
  readonly plan: DryRunResult;
  readonly before: ChangeSide;
  /** Absent if the change is refused. */
  readonly after?: ChangeSide;
  /** Kept revisions, oldest first. */
  readonly stored: readonly StoredRevision[];
  /** The same as people see them. */
  readonly revisions: readonly RevisionDetail[];
}

/** What would change if a spec were applied: nothing of it has happened. */
export function explainChange(change: ExplainedChange): ChangeExplanation {
  const { plan, before, after } = change;
  const diff = fieldChanges(visible(before.service), visible(plan.resource));
  const components = after ? explainComponents(change, after) : [];
  const urls = urlsOf(before, after);
  const runtime = runtimeChange(before, after);
  return {
    ...plan,
    diff,
    components,
    ...(runtime && { runtimeChange: runtime }),
    urls,
    summary: summaryOf({ plan, diff, components, urls, runtime, after }),
  };
}

/** A change that is refused has no consequences; the words say why it is. */
export function withRefusals(
  explanation: ChangeExplanation,
): ChangeExplanation {
  if (explanation.errors.length === 0) return explanation;
  const {
    runtime: _runtime,
    configuration: _configuration,
    runtimeChange: _change,
    ...rest
  } = explanation;
  return {
    ...rest,
    components: [],
    urls: { added: [], removed: [] },
    summary: refusalOf(explanation),
  };
}

function refusalOf({ errors }: DryRunResult): string {
  return `It would be refused: ${errors
    .map(({ path, message }) => [path, message].filter(Boolean).join(': '))
    .join('; ')}.`;
}

/** Without what the server writes: nobody changed that. */
function visible(service: InferenceService): object {
  const { status: _status, ...object } = service;
  const {
    uid: _uid,
    resourceVersion: _version,
    generation: _generation,
    creationTimestamp: _created,
    deletionTimestamp: _deleted,
    ...metadata
  } = object.metadata;
  return { ...object, metadata };
}

function explainComponents(
  change: ExplainedChange,
  after: ChangeSide,
): ExplainedComponent[] {
  const { before } = change;
  const names = new Set([
    ...before.components.keys(),
    ...after.components.keys(),
  ]);
  return [...names].map(name => explainComponent(name, change, after));
}

function explainComponent(
  component: ComponentName,
  { before, stored, revisions }: ExplainedChange,
  after: ChangeSide,
): ExplainedComponent {
  const [old, next] = [before, after].map(side =>
    draftOf(side.components.get(component)),
  );
  const own = revisions.filter(revision => revision.component === component);
  const current = own.find(({ isCurrent }) => isCurrent);
  const replicas = {
    before: runs(before) ? before.wanted.get(component) ?? 0 : 0,
    after: runs(after) ? after.wanted.get(component) ?? 0 : 0,
  };
  const replaced = own
    .flatMap(({ facts }) => facts?.replicas ?? [])
    .filter(({ state }) => state !== 'ended' && state !== 'draining')
    .map(({ id }) => id);
  const frame = { component, replicas };
  if (!after.components.has(component)) {
    const sentence = `The ${component} goes: its replicas end once no request reaches them.`;
    return {
      ...frame,
      revision: 'removed',
      diff: [],
      replaces: replaced,
      sentence,
    };
  }
  const resolution = after.components.get(component);
  if (resolution?.kind === 'failed') {
    const serves = current ? ` ${current.name} goes on.` : '';
    return {
      ...frame,
      revision: 'same',
      ...(current && { name: current.name }),
      diff: [],
      replaces: [],
      sentence: `The ${component} could not run: ${resolution.failure.message}.${serves}`,
    };
  }
  const isSame =
    next && current && fingerprintOf(current, stored) === next.fingerprint;
  if (isSame) {
    const { name } = current;
    return {
      ...frame,
      revision: 'same',
      name,
      diff: [],
      replaces: [],
      sentence: `The ${component} goes on with ${name}${scaleWords(replicas)}.`,
    };
  }
  const diff = fieldChanges(
    old && runningContent(old),
    next && runningContent(next),
  );
  const reused =
    next &&
    own.find(
      revision =>
        revision !== current &&
        fingerprintOf(revision, stored) === next.fingerprint &&
        (revision.percent > 0 || revision.replicas.total > 0),
    );
  if (reused) {
    const { name } = reused;
    const kept = (reused.facts?.replicas ?? []).map(({ id }) => id);
    return {
      ...frame,
      revision: 'reused',
      name,
      diff,
      replaces: replaced.filter(id => !kept.includes(id)),
      sentence: `The ${component} goes back to ${name}, which still runs: nothing has to be started.`,
    };
  }
  return {
    ...frame,
    revision: 'new',
    diff,
    replaces: replaced,
    sentence: newSentence(component, replaced.length, replicas.after),
  };
}

function newSentence(
  component: string,
  replaced: number,
  started: number,
): string {
  const begins = `The ${component} gets a new revision`;
  if (started === 0) return `${begins} when it is started.`;
  if (replaced === 0) return `${begins} with ${count(started, 'replica')}.`;
  return `${begins}: ${count(
    started,
    'replica',
  )} of it must be ready before it takes the traffic, then ${count(
    replaced,
    'replica',
  )} of now ${replaced === 1 ? 'ends' : 'end'}. No request is lost.`;
}

function runs({ service }: ChangeSide): boolean {
  return !isStopped(service);
}

function draftOf(
  resolution: Resolution | undefined,
): RevisionDraft | undefined {
  return resolution?.kind === 'resolved' ? resolution.draft : undefined;
}

function fingerprintOf(
  { name }: RevisionDetail,
  stored: readonly StoredRevision[],
): string | undefined {
  return stored.find(({ spec }) => spec.name === name)?.fingerprint;
}

function scaleWords(replicas: ExplainedComponent['replicas']): string {
  const { before, after } = replicas;
  return before === after
    ? ''
    : `, with ${count(after, 'replica')} instead of ${before}`;
}

function urlsOf(
  before: ChangeSide,
  after: ChangeSide | undefined,
): ChangeExplanation['urls'] {
  if (!after) return { added: [], removed: [] };
  const [old, now] = [before, after].map(
    side => new Set(side.endpoints.map(({ inferUrl }) => inferUrl)),
  );
  return {
    added: [...now].filter(url => !old.has(url)),
    removed: [...old].filter(url => !now.has(url)),
  };
}

function runtimeChange(
  before: ChangeSide,
  after: ChangeSide | undefined,
): ChangeExplanation['runtimeChange'] {
  const [old, next] = [before, after].map(
    side => draftOf(side?.components.get('predictor'))?.runtime?.name,
  );
  return !after || old === next
    ? undefined
    : { ...(old && { before: old }), ...(next && { after: next }) };
}

function summaryOf(parts: {
  readonly plan: DryRunResult;
  readonly diff: ChangeExplanation['diff'];
  readonly components: readonly ExplainedComponent[];
  readonly urls: ChangeExplanation['urls'];
  readonly runtime: ChangeExplanation['runtimeChange'];
  readonly after: ChangeSide | undefined;
}): string {
  const { plan, diff, components, urls, runtime, after } = parts;
  if (!after) {
    return refusalOf(plan);
  }
  if (diff.length === 0) return 'Nothing would change.';
  return [
    `${count(diff.length, 'field')} would change.`,
    ...components.map(({ sentence }) => sentence),
    ...(runtime?.after
      ? [
          `The runtime would be "${runtime.after}"${
            runtime.before ? ` instead of "${runtime.before}"` : ''
          }.`,
        ]
      : []),
    ...(urls.removed.length > 0
      ? [`${count(urls.removed.length, 'address')} would go.`]
      : []),
    ...(urls.added.length > 0
      ? [`${count(urls.added.length, 'address')} would come.`]
      : []),
  ].join(' ');
}

function count(number: number, noun: string): string {
  const plural = noun.endsWith('s') ? 'es' : 's';
  return `${number} ${noun}${number === 1 ? '' : plural}`;
}
