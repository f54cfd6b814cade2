import { KSERVE_CONTAINER } from '../constants';
import { componentPathOf } from '../endpoints/hostName';
import { capitalized } from '../format';
import { isJsonObject } from '../json';
import {
  ComponentName,
  Container,
  InferenceService,
  Protocol,
} from '../resources';
import { ClusterSettings } from '../settings';
import type { PodAssembly } from './assemblePod';
import { configurationOf } from './configuration';
import { payloadLines } from './payloadLines';
import { probeProblem } from './mergeContainer';
import { modelNameOf } from './modelName';
import { named } from './named';
import { componentNameOf, inlinePodSpec, podMetadata } from './podMetadata';
import { resourceProblem } from './resourceProblem';

/** Port of every container that KServe makes. */
const CONTAINER_PORT = '8080';

/** What the pod of a component that names its own containers is made from. */
interface ContainersOptions {
  readonly service: InferenceService;
  readonly component: ComponentName;
  readonly settings: ClusterSettings;
  readonly protocol?: Protocol;
}

/**
 * A component with containers of its own: its pod spec as it is, the container that serves first. Transformers and
 * explainers are told which model they stand before, where its predictor answers and on which port to listen, as far as
 * the user does not say so. Source: kserve-resources §8.
 */
export function assembleContainers(options: ContainersOptions): PodAssembly {
  const { service, component, settings } = options;
  const own = service.spec[component];
  if (component === 'explainer' && isJsonObject(own?.art)) {
    return invalid(
      component,
      'spec.explainer.art: this cluster has no server for ART explainers; name one of its programs in spec.explainer.containers',
    );
  }
  const spec = own ? inlinePodSpec(own) : {};
  const containers = servingFirst(spec.containers ?? [], component);
  const [first, ...others] = containers;
  if (!first) {
    return invalid(
      component,
      component === 'predictor'
        ? 'the predictor has neither a model nor a container'
        : `the ${component} has no container`,
    );
  }
  for (const container of containers) {
    const problem = probeProblem(container) ?? resourceProblem(container);
    if (problem)
      return invalid(component, `container "${container.name}": ${problem}`);
  }
  const main =
    component === 'predictor' ? first : withArguments(first, options);
  const declared = main.env?.find(entry => entry.name === 'PROTOCOL')?.value;
  return {
    ok: true,
    pod: {
      ...podMetadata({ service, component }),
      spec: {
        ...spec,
        containers: [main, ...others].map(c => named(c, service)),
      },
    },
    modelName: modelNameOf(main, service.metadata.name, settings.profile),
    protocol: options.protocol ?? (declared === 'v2' ? 'v2' : 'v1'),
    configuration: [
      ...configurationOf(named(main, service), { deployment: first }),
      ...payloadLines(own ?? {}),
    ],
  };
}

/** A predictor says by name which container serves; of the others it is the first, whatever its name. */
function servingFirst(
  containers: readonly Container[],
  component: ComponentName,
): readonly Container[] {
  const [first, ...rest] = containers;
  if (!first) return [];
  if (component !== 'predictor') {
    return [{ ...first, name: KSERVE_CONTAINER }, ...rest];
  }
  const main = containers.find(c => c.name === KSERVE_CONTAINER) ?? first;
  return [main, ...containers.filter(c => c !== main)];
}

function withArguments(
  container: Container,
  { service, component, settings }: ContainersOptions,
): Container {
  const { name, namespace = 'default' } = service.metadata;
  const workers = service.spec[component]?.containerConcurrency;
  const isManaged = settings.profile === 'kserve';
  // Native clusters: by the gateway, so that the predictor's splits and its start from zero apply to these calls too.
  // Where it is, which port is free, and by which key it lets them through is known when a replica starts.
  const wanted: [string, string | undefined][] = [
    ['--model_name', name],
    [
      '--predictor_host',
      isManaged
        ? `${componentNameOf(service)}.${namespace}`
        : `$(GATEWAY_HOST)${componentPathOf({
            name,
            namespace,
            component: 'predictor',
          })}/$(COMPONENT_KEY)`,
    ],
    ['--http_port', isManaged ? CONTAINER_PORT : '$(PORT)'],
    ['--workers', workers ? String(workers) : undefined],
  ];
  const given = container.args ?? [];
  const isGiven = (flag: string) =>
    given.some(arg => arg === flag || arg.startsWith(`${flag}=`));
  const added = wanted.flatMap(([flag, value]) =>
    value === undefined || isGiven(flag) ? [] : [flag, value],
  );
  return { ...container, args: [...given, ...added] };
}

function invalid(component: ComponentName, message: string): PodAssembly {
  const reason = `Invalid${capitalized(component)}Spec`;
  return { ok: false, failure: { reason, message } };
}
