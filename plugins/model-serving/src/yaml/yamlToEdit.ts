import { stringify } from 'yaml';
import { KubernetesObject } from '@greenroom/backstage-plugin-model-serving-common';

/**
 * A stored resource as a text that people edit: what they own of it, and the `resourceVersion` that makes a write over
 * somebody else's a conflict.
 */
export function yamlToEdit(resource: KubernetesObject): string {
  const { status: _status, ...rest } = resource as KubernetesObject & {
    status?: unknown;
  };
  const { name, namespace, labels, annotations, resourceVersion } =
    resource.metadata;
  const metadata = Object.fromEntries(
    Object.entries({
      name,
      namespace,
      labels,
      annotations,
      resourceVersion,
    }).filter(([, value]) => value !== undefined && value !== ''),
  );
  return stringify({ ...rest, metadata }, { lineWidth: 0 });
}
