import { ComponentExtension, MetricSpec } from '../resources';
import { readScalingBehavior, ScalingRules } from '../scaling';
import { ConfigurationLine } from './ConfigurationLine';

const PREFIX = 'autoscaling.knative.dev/';
/** Knative's annotations that say how, not how many: those of replicas, metric and target have lines of their own. */
const ELSEWHERE = new Set(['min-scale', 'max-scale', 'metric', 'target']);

const metricWords: Readonly<
  Record<NonNullable<ComponentExtension['scaleMetric']>, string>
> = {
  concurrency: 'Requests at a time',
  rps: 'Requests a second',
  cpu: 'CPU in use',
  memory: 'Memory in use',
};

/**
 * How a component asks to be scaled, for the effective configuration; what it leaves open is the platform's and no line.
 *
 * @param annotations - of the service, with the component's over them
 */
export function scalingLines(
  component: ComponentExtension,
  annotations: Readonly<Record<string, string>>,
): ConfigurationLine[] {
  const { containerConcurrency = 0, autoScaling } = component;
  const behavior = autoScaling?.behavior;
  const target = targetOf(component, annotations);
  const { scaleUp, scaleDown } = readScalingBehavior(behavior).behavior;
  const lines: readonly (readonly [string, string | false | undefined])[] = [
    ['scaledBy', target],
    ...(autoScaling?.metrics ?? []).map(
      metric => ['scaledBy', metricInWords(metric)] as const,
    ),
    [
      'containerConcurrency',
      containerConcurrency > 0 &&
        `${containerConcurrency} at a time, others wait`,
    ],
    ['scaleUp', behavior?.scaleUp !== undefined && rulesInWords(scaleUp)],
    ['scaleDown', behavior?.scaleDown !== undefined && rulesInWords(scaleDown)],
    ...Object.entries(annotations)
      .filter(([key]) => key.startsWith(PREFIX))
      .map(([key, value]) => [key.slice(PREFIX.length), value] as const)
      .filter(([name]) => !ELSEWHERE.has(name)),
  ];
  return lines.flatMap(([name, value]) =>
    value
      ? [{ section: 'scaling', name, value, origin: 'deployment' as const }]
      : [],
  );
}

function targetOf(
  { scaleMetric, scaleTarget }: ComponentExtension,
  annotations: Readonly<Record<string, string>>,
): string | undefined {
  const metric = scaleMetric ?? annotations[`${PREFIX}metric`];
  const target = scaleTarget ?? annotations[`${PREFIX}target`];
  if (metric === undefined && target === undefined) return undefined;
  const words =
    Object.entries(metricWords).find(([name]) => name === metric)?.[1] ??
    metric ??
    metricWords.concurrency;
  if (target === undefined) return words;
  const isUsage = metric === 'cpu' || metric === 'memory';
  return isUsage
    ? `${words}, to ${target} % of what replicas ask for`
    : `${words}, ${target} for each replica`;
}

/** `CPU in use, to 60 % of what replicas ask for`, or a query of the cluster's with what each replica should have of it. */
function metricInWords(metric: MetricSpec): string {
  const { resource, external, podmetric } = metric;
  const { target } = resource ?? external ?? podmetric ?? {};
  const queried = (external ?? podmetric)?.metric;
  const words = resource
    ? metricWords[resource.name] ?? resource.name
    : queried?.query ?? metric.type;
  if (target?.averageUtilization !== undefined)
    return `${words}, to ${target.averageUtilization} % of what replicas ask for`;
  const amount = target?.averageValue ?? target?.value;
  return amount === undefined ? words : `${words}, ${amount} for each replica`;
}

/** `At most 4 replicas or 100 % in 15 s, whichever is more; by what was wanted in the last 300 s`. */
function rulesInWords({
  selectPolicy,
  policies,
  stabilizationWindowSeconds,
}: ScalingRules): string {
  if (selectPolicy === 'Disabled') return 'Never';
  const allowed = policies
    .map(
      ({ type, value, periodSeconds }) =>
        `${
          type === 'Percent'
            ? `${value} %`
            : `${value} replica${value === 1 ? '' : 's'}`
        } in ${periodSeconds} s`,
    )
    .join(' or ');
  const which =
    policies.length > 1
      ? `, whichever is ${selectPolicy === 'Max' ? 'more' : 'less'}`
      : '';
  const window =
    stabilizationWindowSeconds > 0
      ? `; by what was wanted in the last ${stabilizationWindowSeconds} s`
      : '';
  return `At most ${allowed}${which}${window}`;
}
