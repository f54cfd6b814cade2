import { isJsonObject, JsonObject } from '../json';
import { Profile } from '../settings';

const SOURCES = ['resource', 'external', 'podmetric'] as const;
const TYPE_BY_VALUE = {
  averageUtilization: 'Utilization',
  averageValue: 'AverageValue',
  value: 'Value',
} as const;

/**
 * `autoScaling` whose metrics say the type of their target: in `greenroom` by the value that is given, cpu alone is a
 * utilization. In `kserve` a missing one becomes empty, which the schema then refuses, as upstream.
 *
 * Source: kserve-status-and-objects §7.4, kserve-resources §5.
 */
export function defaultMetrics(
  autoScaling: JsonObject,
  profile: Profile,
): JsonObject {
  const { metrics } = autoScaling;
  if (!Array.isArray(metrics)) return autoScaling;
  return {
    ...autoScaling,
    metrics: metrics.map(metric =>
      isJsonObject(metric) ? defaultMetric(metric, profile) : metric,
    ),
  };
}

function defaultMetric(metric: JsonObject, profile: Profile): JsonObject {
  const changed = { ...metric };
  for (const name of SOURCES) {
    const source = metric[name];
    if (!isJsonObject(source) || !isJsonObject(source.target)) continue;
    const { target } = source;
    const type =
      profile === 'kserve'
        ? target.type ?? ''
        : target.type ?? inferred(source);
    if (type !== undefined) {
      changed[name] = { ...source, target: { ...target, type } };
    }
  }
  return changed;
}

function inferred({ name, target }: JsonObject): string | undefined {
  const given = isJsonObject(target) ? target : {};
  const [byValue] = Object.entries(TYPE_BY_VALUE).filter(
    ([field]) => given[field] !== undefined,
  );
  return byValue?.[1] ?? (name === 'cpu' ? 'Utilization' : undefined);
}
