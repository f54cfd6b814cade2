import type {
  Condition,
  DeploymentState,
  InferenceServiceStatus,
} from '@greenroom/backstage-plugin-model-serving-common';

/** The most telling first: Ready's own reason is nearly always that of the ingress. */
const ORDER = [
  'PredictorReady',
  'TransformerReady',
  'ExplainerReady',
  'IngressReady',
  'Ready',
];

/**
 * What KServe says of a service that does not serve, beside what is so. Its words stay as they are: whoever looks with
 * `kubectl` reads the same.
 */
export function kserveSays(
  { code, headline }: DeploymentState,
  status: InferenceServiceStatus | undefined,
): string | undefined {
  if (code !== 'failed' && code !== 'starting') return undefined;
  const conditions = status?.conditions ?? [];
  const told = ORDER.flatMap(type => {
    const found = conditions.find(condition => condition.type === type);
    const words = found?.status === 'False' ? wordsOf(found) : '';
    return words === '' ? [] : [`${type}: ${words}`];
  });
  const [first] = told;
  return first === undefined || headline.includes(first)
    ? undefined
    : `KServe says ${first}`;
}

function wordsOf({ reason = '', message = '' }: Condition): string {
  return [reason, message].filter(Boolean).join(', ');
}
