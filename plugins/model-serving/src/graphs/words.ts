import {
  formatDuration,
  formatPercent,
  formatRate,
  GraphNodeView,
  GraphStepTarget,
  GraphStepView,
  GraphTraffic,
  RouterType,
} from '@greenroom/backstage-plugin-model-serving-common';

/** How the steps of a node run, in a few words. */
export const routerWords: Readonly<Record<RouterType, string>> = {
  Sequence: 'in order',
  Switch: 'first that fits',
  Ensemble: 'all at once',
  Splitter: 'by share',
};

/** A name for a place that is too small for it: both ends are kept, since names differ there. */
export function shortened(name: string, most: number): string {
  if (name.length <= most) return name;
  const end = Math.floor((most - 1) / 2);
  return `${name.slice(0, most - 1 - end)}…${name.slice(-end)}`;
}

/** What a step calls, in words. */
export function targetWords(target: GraphStepTarget): string {
  switch (target.kind) {
    case 'service':
      return `service ${target.service}`;
    case 'url':
      return target.url;
    default:
      return `node ${target.node}`;
  }
}

/** When a step is taken and with how much: `first`, `2nd`, `80 %`, `if …`; what a condition in a Sequence means differs. */
export function whenWords(node: GraphNodeView, step: GraphStepView): string {
  const { condition, weight } = step;
  switch (node.routerType) {
    case 'Splitter':
      return weight === undefined ? '' : `${weight} %`;
    case 'Switch':
      return condition ? `if ${condition}` : '';
    case 'Sequence':
      return condition ? `goes on if ${condition}` : '';
    default:
      return '';
  }
}

/** What else is set at a step, each in a few words. */
export function settingWords(step: GraphStepView): readonly string[] {
  const { data, dependency, mapPredictionsToInstances, timeoutMs, retries } =
    step;
  return [
    ...(data ? [`gets ${data}`] : []),
    ...(mapPredictionsToInstances ? ['predictions become instances'] : []),
    ...(dependency === 'Hard' ? ['must succeed'] : []),
    ...(timeoutMs === undefined
      ? []
      : [`at most ${formatDuration(timeoutMs)}`]),
    ...(retries ? [retries === 1 ? '1 retry' : `${retries} retries`] : []),
  ];
}

/**
 * What a step goes by where its node and what it calls are not in sight: `root 1. classify`; one that nobody
 * named by its place, `Step 2 of by-kind`.
 */
export function stepName(node: GraphNodeView, step: GraphStepView): string {
  return step.name
    ? `${node.name} ${stepTitle(node, step)}`
    : `Step ${node.steps.indexOf(step) + 1} of ${node.name}`;
}

/** The number or name that a step goes by in the picture. */
export function stepTitle(node: GraphNodeView, step: GraphStepView): string {
  const place = node.steps.indexOf(step) + 1;
  const isOrdered =
    node.routerType === 'Sequence' || node.routerType === 'Switch';
  return [...(isOrdered ? [`${place}.`] : []), step.name ?? '']
    .filter(Boolean)
    .join(' ');
}

/** Where a graph runs that our gateway does not run, and what follows from it. */
export const RUN_BY_KSERVE =
  'KServe runs it in a router of its own on the cluster. What passes through it is not measured here.';

/** What an address of a graph waits for. @param ungated - why our gateway does not run it */
export function addressHint(ungated: string | undefined): string {
  return `The address appears once ${
    ungated ? 'KServe tells it' : 'the route is live'
  }; the tab Graph shows what it waits for.`;
}

/** What passed lately, in the order rate, errors, latency. */
export function trafficWords(traffic: GraphTraffic | undefined): string {
  if (!traffic) return 'No traffic';
  const { requestsPerSecond, errorRatio, p95Ms } = traffic;
  return [
    formatRate(requestsPerSecond),
    `${formatPercent(errorRatio)} errors`,
    ...(p95Ms === undefined ? [] : [`p95 ${formatDuration(p95Ms)}`]),
  ].join(' · ');
}

/** All that the picture says of a step, as one sentence to be heard. */
export function stepSentence(
  node: GraphNodeView,
  step: GraphStepView,
  isMeasured: boolean,
): string {
  const place = node.steps.indexOf(step) + 1;
  const name = step.name ? ` “${step.name}”` : '';
  return [
    `Step ${place}${name} of ${node.name}: calls ${targetWords(step.target)}`,
    whenWords(node, step),
    ...settingWords(step),
    isMeasured ? trafficWords(step.traffic) : '',
  ]
    .filter(Boolean)
    .join(', ');
}

/** `1 step`, `2 steps`. */
export function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}
