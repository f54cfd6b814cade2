import {
  annotations,
  autoscalerOf,
  type MetricSpec,
} from '@greenroom/backstage-plugin-model-serving-common';
import type { CopyRule, Edit } from '../types';
import { componentsOf, type LocatedComponent } from './components';
import { scalesByRequests } from './scaling';

const CLASS = ['metadata', 'annotations', annotations.autoscalerClass];
const METRIC_FIELDS = ['scaleMetric', 'scaleTarget', 'autoScaling'] as const;
/** For people. */
const NAMES: Readonly<Record<string, string>> = {
  hpa: "Kubernetes' autoscaler by usage (hpa)",
  keda: 'KEDA',
  external: 'a scaler from outside',
};

/** An autoscaler that the target does not have, and what is written for it. */
export const autoscalerRule: CopyRule = (service, { target }) => {
  const { cluster, autoscalerClasses } = target.settings;
  const named = service.metadata.annotations?.[annotations.autoscalerClass];
  const components = componentsOf(service);
  const has = (name: string) => autoscalerClasses.includes(name);
  const edits: Edit[] = [];
  if (named !== undefined && NAMES[named] && !has(named)) {
    const lacks = `Nothing on ${cluster} scales by ${NAMES[named]}`;
    const byUsage = components.every(({ component }) =>
      (component.autoScaling?.metrics ?? []).every(isUsage),
    );
    if (named === 'keda' && byUsage && has('hpa')) {
      return {
        edits: [
          {
            at: CLASS,
            to: 'hpa',
            because: `${lacks}; hpa scales by the same metrics.`,
          },
        ],
      };
    }
    if (named === 'external') {
      const because = `${lacks}: the number of replicas stays where it is set.`;
      return { edits: [{ at: CLASS, to: 'none', because }] };
    }
    const because = `${lacks}; the cluster scales as it does where a service says nothing.`;
    edits.push(
      { at: CLASS, to: undefined, because },
      ...components.flatMap(located => withoutMetrics(located, because)),
    );
  } else if (named === undefined && !scalesByRequests(service, target)) {
    const because = `Nothing on ${cluster} scales by requests.`;
    for (const located of components) {
      const { scaleMetric } = located.component;
      const isByRequests =
        autoscalerOf(service, located.component) === 'kpa' &&
        (scaleMetric === 'concurrency' || scaleMetric === 'rps');
      if (isByRequests) edits.push(...withoutMetrics(located, because));
    }
  }
  return { edits };
};

function withoutMetrics(
  { at }: LocatedComponent,
  because: string,
): readonly Edit[] {
  return METRIC_FIELDS.map(field => ({
    at: [...at, field],
    to: undefined,
    because,
  }));
}

function isUsage({ type }: MetricSpec): boolean {
  return type === 'Resource';
}
