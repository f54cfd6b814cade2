import type {
  ClusterSettings,
  InferenceService,
} from '@greenroom/backstage-plugin-model-serving-common';
import { ownContainers } from './ownContainers';

const settings: ClusterSettings = {
  cluster: 'local',
  isDefaultCluster: true,
  profile: 'greenroom',
  defaultDeploymentMode: 'Standard',
  defaultResources: {},
  ingress: { domain: 'localhost', domainTemplate: '', urlScheme: 'http' },
  storageSchemes: [],
  autoscalerClasses: [],
  scaleToZero: false,
  maxReplicas: 1,
};

function service(spec: InferenceService['spec']): InferenceService {
  return {
    apiVersion: 'serving.kserve.io/v1beta1',
    kind: 'InferenceService',
    metadata: { name: 'iris', namespace: 'demo' },
    spec,
  };
}

describe('ownContainers', () => {
  it('names the component of each line, save the predictor', () => {
    const configuration = ownContainers(
      service({
        predictor: { containers: [{ command: ['mine'] }] },
        transformer: { containers: [{ command: ['theirs'] }] },
      }),
      settings,
    );
    expect(
      configuration
        .filter(({ name }) => name === 'command')
        .map(({ component, value }) => [component, value]),
    ).toEqual([
      [undefined, 'mine'],
      ['transformer', 'theirs'],
    ]);
  });

  it('leaves a predictor with a model to its runtime', () => {
    const predictor = { model: { modelFormat: { name: 'onnx' } } };
    expect(ownContainers(service({ predictor }), settings)).toEqual([]);
  });
});
