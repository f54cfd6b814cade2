import { capitalized } from '../format';
import { ComponentName, Condition } from '../resources';
import { canariesReady } from './canaryStatuses';
import { failureReasonOf } from './failureWords';
import { findingTable } from './findingTable';
import { Observation } from './observation';
import { findingOf, Problem } from './problems';

type Draft = Omit<Condition, 'type' | 'lastTransitionTime'>;

/**
 * KServe's conditions, sorted by type: CanaryPredictorReady, ExplainerReady, IngressReady, PredictorReady, Ready, Stopped, TransformerReady, each
 * component's only where the service has it. `lastTransitionTime` moves only when something else in the condition changed.
 * Unlike KServe's, Ready is true only if all components are, and carries the reason that people need, the component's.
 * Source: kserve-status-and-objects §1 (stop), §6.1, §6.2.
 */
export function conditionsOf(
  observation: Observation,
  problems: readonly Problem[],
): Condition[] {
  const { world } = observation;
  const components = observation.components.map(component => ({
    component,
    draft: componentReady(component, observation, problems),
  }));
  const ingress = ingressReady(observation, components);
  const needed = components.filter(
    ({ component }) => !world.joining?.includes(component),
  );
  const canaries = canariesReady(observation);
  const drafts: [string, Draft][] = [
    ...(canaries
      ? [['CanaryPredictorReady', canaries] as [string, Draft]]
      : []),
    ...components.map(({ component, draft }): [string, Draft] => [
      `${capitalized(component)}Ready`,
      draft,
    ]),
    ['IngressReady', ingress],
    ['Ready', allOf([...needed.map(({ draft }) => draft), ingress])],
    ['Stopped', { ...stopped(observation), severity: 'Info' }],
  ];
  const now = new Date(world.now).toISOString();
  const before = world.service.status?.conditions ?? [];
  return drafts.sort(byType).map(([type, draft]) => {
    const previous = before.find(condition => condition.type === type);
    const isSame =
      previous !== undefined &&
      previous.status === draft.status &&
      (previous.reason ?? '') === (draft.reason ?? '') &&
      (previous.message ?? '') === (draft.message ?? '') &&
      (previous.severity ?? '') === (draft.severity ?? '');
    const lastTransitionTime = (isSame && previous.lastTransitionTime) || now;
    return { type, ...draft, lastTransitionTime };
  });
}

function byType([a]: readonly [string, Draft], [b]: readonly [string, Draft]) {
  return a < b ? -1 : 1;
}

function componentReady(
  component: ComponentName,
  observation: Observation,
  problems: readonly Problem[],
): Draft {
  const { stopRequested, serving, world } = observation;
  if (stopRequested) return { status: 'False', reason: 'Stopped' };
  if (serving.some(revision => revision.component === component)) {
    return { status: 'True' };
  }
  const [failure] = problems
    .filter(problem => (problem.component ?? component) === component)
    .sort((a, b) => findingTable[a.code].order - findingTable[b.code].order);
  if (failure) {
    const { headline, detail } = findingOf(failure);
    return {
      status: 'False',
      reason: failureReasonOf(failure.code),
      message: detail ?? headline,
    };
  }
  const newest = observation.newest.filter(
    revision => revision.component === component,
  );
  const isAtZero =
    world.wasReady && world.service.spec[component]?.minReplicas === 0;
  if (isAtZero && newest.every(({ facts }) => facts?.desired === 0)) {
    return { status: 'True' };
  }
  return newest.some(revision => revision.facts)
    ? {
        status: 'False',
        reason: 'MinimumReplicasUnavailable',
        message: 'No replica is ready yet.',
      }
    : { status: 'Unknown' };
}

function ingressReady(
  { world, stopRequested }: Observation,
  components: readonly {
    readonly component: ComponentName;
    readonly draft: Draft;
  }[],
): Draft {
  const { route, joining = [] } = world;
  if (stopRequested) return { status: 'False', reason: 'Stopped' };
  for (const { component, draft } of components) {
    if (joining.includes(component)) continue;
    if (draft.status === 'Unknown') return { status: 'Unknown' };
    if (draft.status === 'False') {
      const reason = `${capitalized(component)} ingress not created`;
      return { status: 'False', reason };
    }
  }
  if (route.live) return { status: 'True' };
  return route.problem
    ? {
        status: 'False',
        reason: 'RouteNotReady',
        message: route.problem.message,
      }
    : { status: 'Unknown' };
}

/** The first that is False decides, else the first Unknown. */
function allOf(parts: readonly Draft[]): Draft {
  return (
    parts.find(({ status }) => status === 'False') ??
    parts.find(({ status }) => status === 'Unknown') ?? { status: 'True' }
  );
}

function stopped({ stopRequested, live }: Observation): Draft {
  if (!stopRequested) return { status: 'False' };
  return live.length === 0
    ? { status: 'True', reason: 'Stopped' }
    : { status: 'False', reason: 'Stopping' };
}
