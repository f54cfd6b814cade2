import type { InferenceService } from '@greenroom/backstage-plugin-model-serving-common';
import { withOwner } from './preparedService';

const OWNER = 'group:default/a';

function service(annotations: unknown): InferenceService {
  const resource: unknown = {
    apiVersion: 'serving.kserve.io/v1beta1',
    kind: 'InferenceService',
    metadata: { name: 'iris', namespace: 'demo', annotations },
    spec: { predictor: {} },
  };
  return resource as InferenceService;
}

describe('withOwner', () => {
  it.each([[undefined], [null], [{}]])('gives an owner to %j', annotations => {
    expect(withOwner(service(annotations), OWNER).metadata.annotations).toEqual(
      { 'greenroom/owner': OWNER },
    );
  });

  it.each([[['a']], ['text'], [7]])(
    'leaves %j, which are no annotations, for validation to refuse',
    annotations => {
      const given = service(annotations);
      expect(withOwner(given, OWNER)).toBe(given);
    },
  );
});
