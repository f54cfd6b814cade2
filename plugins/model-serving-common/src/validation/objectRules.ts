import { namespaceProblem } from '../naming';
import { KubernetesObject, ServingKind, servingKinds } from '../resources';
import { Profile } from '../settings';
import { Messages } from './messages';
import { metadataRules, sizeRules } from './metadataRules';

/** DNS subdomain, RFC 1123. */
const NAME =
  /^[a-z0-9]([-a-z0-9]*[a-z0-9])?(\.[a-z0-9]([-a-z0-9]*[a-z0-9])?)*$/;
const MAX_NAME_LENGTH = 253;

/** What the rules of one resource look at, whatever its kind. */
export interface ObjectContext {
  readonly object: KubernetesObject;
  readonly previous?: KubernetesObject;
  readonly kind: ServingKind;
  readonly profile: Profile;
  readonly messages: Messages;
}

/**
 * What an API server demands of any resource: version, a DNS name, a namespace where the kind has one, the syntax of
 * labels and annotations, sizes; and that an update leaves name and namespace alone.
 */
export function objectRules(context: ObjectContext): void {
  const { object, previous, kind, messages } = context;
  const { apiVersions, namespaced } = servingKinds[kind];
  const { name, namespace } = object.metadata;
  if (!apiVersions.includes(object.apiVersion)) {
    messages.error(
      'apiVersion',
      `"${
        object.apiVersion
      }" is not served for ${kind}; write ${apiVersions.join(' or ')}`,
    );
  }
  if (name.length > MAX_NAME_LENGTH || !NAME.test(name)) {
    messages.error(
      'metadata.name',
      `Invalid value: "${name.slice(
        0,
        60,
      )}": a lowercase RFC 1123 subdomain must consist of lower case alphanumeric characters, '-' or '.', and must start and end with an alphanumeric character`,
    );
  }
  if (namespaced) {
    const problem = namespaceProblem(namespace ?? '');
    if (problem) messages.error('metadata.namespace', problem);
  } else if (namespace) {
    messages.error(
      'metadata.namespace',
      `a ${kind} belongs to the whole cluster and to no namespace; leave it out`,
    );
  }
  for (const field of ['name', 'namespace'] as const) {
    if (previous && previous.metadata[field] !== object.metadata[field]) {
      messages.error(
        `metadata.${field}`,
        `cannot be changed from '${previous.metadata[field]}' to '${object.metadata[field]}'; create another ${kind} instead`,
      );
    }
  }
  const rules = { ...context, service: object };
  metadataRules(rules);
  sizeRules(rules);
}
