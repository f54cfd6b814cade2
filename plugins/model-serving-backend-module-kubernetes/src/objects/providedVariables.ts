import type { V1Secret } from '@kubernetes/client-node';
import type {
  Container,
  EnvVar,
} from '@greenroom/backstage-plugin-model-serving-common';
import type { RevisionSpec } from '@greenroom/backstage-plugin-model-serving-node';
import { servingPort } from './containerDefaults';
import { revisionLabels } from './labels';

const KEY = 'COMPONENT_KEY';

/** Whether a container of the revision calls another component, and so needs what lets it through the gateway. */
export function needsComponentKey({ pod }: RevisionSpec): boolean {
  return (pod.spec.containers ?? []).some(container =>
    mentions(container, KEY),
  );
}

/** The key of a service's components, for the pods of one revision: a Secret that lives and dies with its Deployment. */
export function componentKeySecret(
  revision: RevisionSpec,
  key: string,
): V1Secret {
  return {
    apiVersion: 'v1',
    kind: 'Secret',
    metadata: {
      name: componentKeyName(revision),
      namespace: revision.service.namespace,
      labels: revisionLabels(revision),
    },
    type: 'Opaque',
    stringData: { [KEY]: key },
  };
}

/** Name of {@link componentKeySecret}. */
export function componentKeyName({ name }: Pick<RevisionSpec, 'name'>): string {
  return `${name}-component`;
}

/**
 * A container with those of the variables `PORT`, `GATEWAY_HOST` and `COMPONENT_KEY` that its command, arguments or own
 * variables mention as `$(NAME)`: the same that programs on one machine are given. Kubernetes puts their values in. First
 * of all variables: only what comes later can refer to them.
 */
export function withProvidedVariables(
  container: Container,
  {
    gatewayHost,
    revision,
  }: { readonly gatewayHost: string; readonly revision: RevisionSpec },
): Container {
  const secretKeyRef = { name: componentKeyName(revision), key: KEY };
  const provided: readonly EnvVar[] = [
    { name: 'PORT', value: String(servingPort(container)) },
    { name: 'GATEWAY_HOST', value: gatewayHost },
    { name: KEY, valueFrom: { secretKeyRef } },
  ];
  const given = container.env ?? [];
  const added = provided.filter(
    ({ name }) =>
      mentions(container, name) && !given.some(one => one.name === name),
  );
  return added.length === 0
    ? container
    : { ...container, env: [...added, ...given] };
}

/** `$$(NAME)` is Kubernetes' way to write `$(NAME)` itself. */
function mentions(container: Container, variable: string): boolean {
  const reference = new RegExp(`(?:^|[^$])(?:\\$\\$)*\\$\\(${variable}\\)`);
  return [
    ...(container.command ?? []),
    ...(container.args ?? []),
    ...(container.env ?? []).map(({ value }) => value ?? ''),
  ].some(text => reference.test(text));
}
