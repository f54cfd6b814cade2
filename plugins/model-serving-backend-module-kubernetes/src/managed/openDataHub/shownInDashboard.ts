import {
  CONNECTION_LABELS,
  InferenceService,
} from '@greenroom/backstage-plugin-model-serving-common';

/**
 * A service as Open Data Hub's dashboard lists it: it shows what has its label, and nothing else. Who says `false` does not
 * want that. Source: screens §16.1.
 */
export function shownInDashboard<T extends InferenceService>(service: T): T {
  const { labels } = service.metadata;
  const key = CONNECTION_LABELS.dashboard;
  if (labels?.[key] !== undefined) return service;
  const metadata = {
    ...service.metadata,
    labels: { ...labels, [key]: 'true' },
  };
  return { ...service, metadata };
}
