import { InputError } from '@backstage/errors';
import { ComponentName } from '../resources';
import { ClusterSettings } from '../settings';

const LABEL = /^[a-z0-9]([-a-z0-9]{0,61}[a-z0-9])?$/;

/**
 * Host name of a service: the cluster's domain template over Name, Namespace and IngressDomain, by default
 * `{name}-{namespace}.{domain}`. Source: kserve-status-and-objects §4.
 *
 * @throws InputError for an unknown variable in the template, and if the result is no fully qualified DNS name (at least
 *   two labels of at most 63 characters, lower case, no `_`).
 * @public
 */
export function hostNameOf(options: {
  readonly name: string;
  readonly namespace: string;
  readonly settings: Pick<ClusterSettings, 'ingress'>;
}): string {
  const { domain, domainTemplate } = options.settings.ingress;
  const variables = new Map([
    ['.Name', options.name],
    ['.Namespace', options.namespace],
    ['.IngressDomain', domain],
  ]);
  const host = domainTemplate.replace(/\{\{(.*?)\}\}/gs, (_, field: string) => {
    const value = variables.get(field.trim());
    if (value === undefined) {
      throw new InputError(
        `domainTemplate "${domainTemplate}": unknown variable "${field.trim()}"; use .Name, .Namespace and .IngressDomain`,
      );
    }
    return value;
  });
  const labels = host.split('.');
  if (labels.length < 2 || !labels.every(label => LABEL.test(label))) {
    throw new InputError(
      `invalid domain name "${host}": at least two labels of lower case letters, digits and "-", each at most 63 characters`,
    );
  }
  return host;
}

/**
 * {@link hostNameOf}, or undefined where there is none: a service whose name makes no valid host name still has its path.
 * @public
 */
export function hostNameIfValid(
  options: Parameters<typeof hostNameOf>[0],
): string | undefined {
  try {
    return hostNameOf(options);
  } catch (error) {
    if (error instanceof InputError) return undefined;
    throw error;
  }
}

/**
 * Path below which one component of a service answers on its cluster's gateway, for the other components of the same
 * service: `/components/{namespace}/{name}/{component}`. It follows canary splits as the service itself does, and its
 * requests are not counted as the service's. Who calls shows the key of the service as the next segment: see
 * `COMPONENT_KEY` in {@link RouteAccess}.
 * @public
 */
export function componentPathOf(service: {
  readonly namespace: string;
  readonly name: string;
  readonly component: ComponentName;
}): string {
  return `/components/${service.namespace}/${service.name}/${service.component}`;
}

/** Path below which a graph answers on any host of its cluster's gateway: `/graphs/{namespace}/{name}`. @public */
export function graphPathOf(graph: {
  readonly namespace: string;
  readonly name: string;
}): string {
  return `/graphs/${graph.namespace}/${graph.name}`;
}

/**
 * Path below which a service answers on any host of its cluster's gateway: `/serving/{namespace}/{name}`. The gateway
 * strips it. For clients that cannot resolve the service's own host name.
 * @public
 */
export function pathPrefixOf(service: {
  readonly namespace: string;
  readonly name: string;
}): string {
  return `/serving/${service.namespace}/${service.name}`;
}
