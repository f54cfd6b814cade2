import type { InferenceService } from '@greenroom/backstage-plugin-model-serving-common';
import { shownInDashboard } from './shownInDashboard';

const KEY = 'opendatahub.io/dashboard';
const service = (labels?: Record<string, string>): InferenceService => ({
  apiVersion: 'serving.kserve.io/v1beta1',
  kind: 'InferenceService',
  metadata: { name: 'iris', ...(labels && { labels }) },
  spec: { predictor: {} },
});

describe('shownInDashboard', () => {
  it.each`
    labels                | then
    ${undefined}          | ${{ [KEY]: 'true' }}
    ${{ team: 'a' }}      | ${{ team: 'a', [KEY]: 'true' }}
    ${{ [KEY]: 'true' }}  | ${{ [KEY]: 'true' }}
    ${{ [KEY]: 'false' }} | ${{ [KEY]: 'false' }}
  `('$labels: $then', ({ labels, then }) => {
    expect(shownInDashboard(service(labels)).metadata.labels).toEqual(then);
  });
});
