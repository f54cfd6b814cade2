import { MetricSpec, MetricTarget } from '../resources';
import { ComponentContext } from './componentRules';

/** What is said of a percentage outside 1 to 100. */
export const UTILIZATION =
  'the target utilization percentage should be a [1-100] integer';

/** A metric of `autoScaling`, and where it stands. */
export interface LocatedMetric {
  readonly metric: MetricSpec;
  readonly path: string;
}

/** The metrics of a component. */
export function metricsOf({
  component,
  path,
}: ComponentContext): readonly LocatedMetric[] {
  return (component.autoScaling?.metrics ?? []).map((metric, i) => ({
    metric,
    path: `${path}.autoScaling.metrics[${i}]`,
  }));
}

/**
 * The value that the type of a target asks for. `greenroom` takes 80 % for a cpu utilization that is not given, as KServe
 * does where it makes the scaler. Source: kserve-status-and-objects §7.4.
 */
export function targetValueRule(
  source: { readonly name?: string; readonly target: MetricTarget },
  path: string,
  { profile, messages }: ComponentContext,
): void {
  const { name, target } = source;
  const { type, averageUtilization, averageValue, value } = target;
  if (type === undefined) {
    messages.error(
      `${path}.type`,
      'Required value: give averageUtilization, averageValue or value',
    );
  } else if (type === 'AverageValue' && averageValue === undefined) {
    messages.error(
      `${path}.averageValue`,
      'the AverageValue type should be set',
    );
  } else if (type === 'Value' && value === undefined) {
    messages.error(`${path}.value`, 'the Value type should be set');
  } else if (type !== 'Utilization') {
    return;
  } else if (averageUtilization === undefined) {
    if (profile === 'greenroom' && name === 'cpu') return;
    messages.error(
      `${path}.averageUtilization`,
      'the AverageUtilization type should be set',
    );
  } else if (averageUtilization < 1 || averageUtilization > 100) {
    messages.error(`${path}.averageUtilization`, UTILIZATION);
  }
}
