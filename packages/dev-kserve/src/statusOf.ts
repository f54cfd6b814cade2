import { readFileSync } from 'node:fs';
import { resolvePackagePath } from '@backstage/backend-plugin-api';
import type { InferenceService } from '@greenroom/backstage-plugin-model-serving-common';
import { parse } from 'yaml';

/** Statuses of a file of `statuses`, but for the first, which is empty. */
function statusesOf(file: string): readonly object[] {
  const path = resolvePackagePath('@greenroom/dev-kserve', 'statuses', file);
  const { timeline } = parse(readFileSync(path, 'utf8')) as {
    timeline: readonly { readonly status?: object }[];
  };
  return timeline.flatMap(({ status }) =>
    status && Object.keys(status).length > 0 ? [status] : [],
  );
}

/** Statuses that a real KServe 0.20 wrote, in order; they are of the service `echo` in `demo`. */
const HAPPY = statusesOf('status-happy.yaml');
const STOPPED = statusesOf('status-stopped.yaml');
const CANARY = statusesOf('status-canary-ready.yaml');
const NO_RUNTIME = statusesOf('status-no-runtime.yaml');

/**
 * What KServe says of a service.
 *
 * @param available - of its Deployments, the predictor's first; undefined: tells nothing yet
 */
export function statusOf(
  service: InferenceService,
  [stable, ...canaries]: readonly (boolean | undefined)[],
  isStopped: boolean,
): object {
  const played = () => {
    const [fresh, unavailable, ready, loaded] = HAPPY;
    if (isStopped) return STOPPED[0];
    if (service.spec.predictor.model?.runtime === 'missing')
      return NO_RUNTIME[0];
    if (stable === undefined) return fresh;
    if (!stable) return unavailable;
    if (canaries.length === 0) return loaded;
    return canaries.every(Boolean)
      ? { ...CANARY[0], canaryStatuses: canaryStatusesOf(service) }
      : ready;
  };
  const { name, namespace } = service.metadata;
  return JSON.parse(
    JSON.stringify(played())
      .replaceAll('echo', name)
      .replaceAll('.demo.', `.${namespace}.`)
      .replaceAll('-demo.', `-${namespace}.`),
  );
}

function canaryStatusesOf({ spec }: InferenceService): readonly object[] {
  return (spec.canary ?? []).map(({ predictor, trafficPercent }) => ({
    modelStatus: { transitionStatus: '' },
    name: predictor.name,
    ready: true,
    trafficPercent,
  }));
}
