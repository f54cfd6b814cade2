import { FormField } from './deploymentForm';

/** The fields of the form for people. */
export const fieldLabels: Record<FormField, string> = {
  title: 'Name',
  description: 'Description',
  location: 'Path',
  format: 'Format – version',
  runtime: 'Runtime',
  replicas: 'Replicas',
  requestScaling: 'Scaling by requests',
  behavior: 'Scaling by CPU and memory',
  hardware: 'Hardware profile',
  resources: 'Size',
  args: 'Arguments',
  env: 'Environment',
  timeout: 'Request timeout',
  canary: 'Traffic for the new version',
  batcher: 'Send predictions in batches',
  logger: 'Log payloads',
};
