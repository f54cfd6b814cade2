import { annotations } from '../constants';
import { componentPathOf } from '../endpoints/hostName';
import { ComponentName, InferenceServiceStatus } from '../resources';
import { canaryStatusesOf } from './canaryStatuses';
import { componentStatusOf } from './componentStatus';
import { conditionsOf } from './conditions';
import { modelStatusOf } from './modelStatus';
import { Observation, observe } from './observation';
import { problemsOf } from './problems';
import { DeploymentWorld } from './types';

/**
 * KServe's status of an InferenceService, from the same world that people's view is derived from. Addresses appear with
 * the first Ready and stay while the service is broken; a stop clears everything but mode, runtime and conditions.
 *
 * Source: kserve-status-and-objects §1 (stop), §4, §6.
 * @public
 */
export function deriveInferenceServiceStatus(
  world: DeploymentWorld,
): InferenceServiceStatus {
  const observation = observe(world);
  const problems = problemsOf(observation);
  const conditions = conditionsOf(observation, problems);
  const isReady = conditions.some(
    ({ type, status }) => type === 'Ready' && status === 'True',
  );
  const { service, runtime } = world;
  return withoutAbsent({
    observedGeneration: service.metadata.generation,
    conditions,
    deploymentMode:
      service.status?.deploymentMode ??
      service.metadata.annotations?.[annotations.deploymentMode],
    servingRuntimeName:
      runtime?.kind === 'ServingRuntime' ? runtime.name : undefined,
    clusterServingRuntimeName:
      runtime?.kind === 'ClusterServingRuntime' ? runtime.name : undefined,
    modelStatus: modelStatusOf(observation, problems),
    canaryStatuses: canaryStatusesOf(observation, problems),
    ...(!observation.stopRequested && {
      ...addressesOf(observation, isReady),
      components: componentsOf(observation, isReady),
    }),
  });
}

/** `url` is the service's host name, `address` the form that resolves without set-up. */
function addressesOf(
  { world }: Observation,
  isReady: boolean,
): Pick<InferenceServiceStatus, 'url' | 'address'> {
  const { endpoints } = world.route;
  const before = world.service.status;
  if (!isReady || endpoints.length === 0) {
    return { url: before?.url, address: before?.address };
  }
  const byKind = (kind: string) =>
    (endpoints.find(endpoint => endpoint.kind === kind) ?? endpoints[0]).url;
  return { url: byKind('host'), address: { url: byKind('path') } };
}

function componentsOf(
  observation: Observation,
  isReady: boolean,
): InferenceServiceStatus['components'] {
  const names = observation.components.filter(name =>
    observation.world.revisions.some(({ component }) => component === name),
  );
  if (names.length === 0) return observation.world.service.status?.components;
  return Object.fromEntries(
    names.map(name => {
      const status = componentStatusOf(observation, name);
      const url = isReady ? componentUrl(observation, name) : status.url;
      return [name, withoutAbsent({ ...status, url })];
    }),
  );
}

/** The service's own address, save that a predictor behind others is reached by the path that they call. */
function componentUrl(
  observation: Observation,
  component: ComponentName,
): string | undefined {
  const { world, components } = observation;
  const { url } = addressesOf(observation, true);
  const byPath = world.route.endpoints.find(({ kind }) => kind === 'path');
  if (component !== 'predictor' || components.length === 1 || !byPath)
    return url;
  const { name, namespace = 'default' } = world.service.metadata;
  const path = componentPathOf({ name, namespace, component });
  return new URL(path, byPath.url).href;
}

/** Absent fields are left out, as they are on the wire. */
function withoutAbsent<T extends object>(status: T): T {
  return Object.fromEntries(
    Object.entries(status).filter(([, value]) => value !== undefined),
  ) as T;
}
