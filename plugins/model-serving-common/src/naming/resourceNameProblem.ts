import { MAX_LABEL_LENGTH, MAX_NAME_LENGTH } from './names';

const NAME = /^[a-z]([-a-z0-9]*[a-z0-9])?$/;
const NAMESPACE = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;
const RESERVED_NAMESPACE = /^(kube|openshift)/;

/**
 * What is wrong with the resource name of something new, in one sentence, or undefined if nothing is.
 *
 * Stricter than KServe: at most 30 characters, and together with the namespace one DNS label (`{name}-{namespace}` is a
 * host name). Names made elsewhere may be longer and stay editable. Source: screens §3.2.
 * @public
 */
export function resourceNameProblem(
  name: string,
  namespace: string,
): string | undefined {
  if (name === '') return 'A resource name is required';
  if (!NAME.test(name)) {
    return 'A resource name consists of lower case letters, digits and "-", starts with a letter and ends with a letter or digit';
  }
  if (name.length > MAX_NAME_LENGTH) {
    return `A resource name has at most ${MAX_NAME_LENGTH} characters, this one has ${name.length}`;
  }
  const total = name.length + 1 + namespace.length;
  if (total > MAX_LABEL_LENGTH) {
    return `Resource name and project form one host name label "${name}-${namespace}" of at most ${MAX_LABEL_LENGTH} characters, this one has ${total}`;
  }
  return undefined;
}

/**
 * What is wrong with a namespace (project), in one sentence, or undefined if nothing is. Namespaces of the platform
 * (`kube*`, `openshift*`) are refused. Source: screens §15, RFC 1123 labels.
 * @public
 */
export function namespaceProblem(namespace: string): string | undefined {
  if (namespace === '') return 'A project (namespace) is required';
  if (!NAMESPACE.test(namespace) || namespace.length > MAX_LABEL_LENGTH) {
    return `A project name (namespace) consists of at most ${MAX_LABEL_LENGTH} lower case letters, digits and "-", and starts and ends with a letter or digit`;
  }
  if (RESERVED_NAMESPACE.test(namespace)) {
    return `The project "${namespace}" belongs to the platform; choose one of your own`;
  }
  return undefined;
}
