import {
  annotations,
  VISIBILITY_LABEL,
} from '@greenroom/backstage-plugin-model-serving-common';
import { FormField } from '../edit/deploymentForm';
import { fieldLabels } from '../edit/fieldLabels';
import { fieldOfPath } from '../edit/fieldOfPath';

/** Parameters of the template that are called otherwise than the field of the edit form. */
const OTHERWISE: Partial<Record<FormField, string>> = {
  location: 'path',
  format: 'modelFormat',
  hardware: 'hardwareProfile',
  timeout: 'timeoutSeconds',
  requestScaling: 'scaling',
  behavior: 'scaling',
};

/** What the template asks for, and the edit form does not. */
const OWN: Readonly<
  Record<string, readonly [parameter: string, label: string]>
> = {
  'metadata.name': ['name', 'Resource name'],
  'metadata.namespace': ['namespace', 'Project'],
  [`metadata.annotations[${annotations.owner}]`]: ['owner', 'Owner'],
  [`metadata.annotations[${annotations.connections}]`]: [
    'connection',
    'Connection',
  ],
  'spec.predictor.model.storage.key': ['connection', 'Connection'],
  [`metadata.labels[${VISIBILITY_LABEL}]`]: ['route', 'Route'],
  [`metadata.annotations[${annotations.enableAuth}]`]: [
    'requireToken',
    'Require a token',
  ],
};

/** The parameter that a message about a field of the resource belongs to, with its words; undefined: it is about the whole. */
export function parameterOfPath(
  path: string,
): { readonly parameter: string; readonly label: string } | undefined {
  if (Object.hasOwn(OWN, path)) {
    const [parameter, label] = OWN[path];
    return { parameter, label };
  }
  const field = fieldOfPath(path);
  return (
    field && {
      parameter: OTHERWISE[field] ?? field,
      label: fieldLabels[field],
    }
  );
}
