import { LLMInferenceService } from '../resources';
import { ValidationResult } from '../validation/validateInferenceService';
import { inferenceServiceForLlm } from './inferenceServiceForLlm';
import { validateLlmInferenceService } from './validateLlmInferenceService';

const messages = ({ errors }: ValidationResult) =>
  errors.map(({ path, message }) => `${path}: ${message}`);

function llm(spec: LLMInferenceService['spec']): LLMInferenceService {
  return {
    apiVersion: 'serving.kserve.io/v1alpha2',
    kind: 'LLMInferenceService',
    metadata: { name: 'chat', namespace: 'demo' },
    spec,
  };
}

describe('LLMInferenceService', () => {
  it.each<[string, LLMInferenceService['spec'], string[]]>([
    ['of presets only', { baseRefs: [{ name: 'p' }] }, []],
    ['with workers', { worker: {}, parallelism: { pipeline: 2 } }, []],
    [
      'with replicas and scaling',
      { replicas: 1, scaling: {} },
      ['spec: replicas and scaling are mutually exclusive'],
    ],
    [
      'whose prefill has both',
      { prefill: { replicas: 1, scaling: {} } },
      ['spec.prefill: replicas and scaling'],
    ],
    [
      'with pipeline and data parallelism',
      { parallelism: { pipeline: 2, data: 4, dataLocal: 2 } },
      ['spec.parallelism: pipeline and data parallelism exclude each other'],
    ],
    [
      'with the total only',
      { parallelism: { data: 4 } },
      ['spec.parallelism.dataLocal: is required'],
    ],
    [
      'with the local part only',
      { parallelism: { dataLocal: 4 } },
      ['spec.parallelism.data: is required'],
    ],
    [
      'with uneven nodes',
      { parallelism: { data: 5, dataLocal: 2 } },
      ['spec.parallelism.data: 5 is no multiple'],
    ],
    [
      'with workers for nothing',
      { worker: {} },
      ['spec.worker: needs parallelism'],
    ],
    [
      'with a group without weight',
      { router: { route: { group: 'g' } } },
      ['spec.router.route.weight: is required'],
    ],
    [
      'with ingress beside route and gateway',
      { router: { ingress: {}, route: {}, gateway: {} } },
      [
        'spec.router.route: excludes ingress',
        'spec.router.gateway: excludes ingress',
      ],
    ],
  ])('%s', (_, spec, expected) => {
    expect(
      messages(
        validateLlmInferenceService({ service: llm(spec), profile: 'kserve' }),
      ),
    ).toEqual(expected.map(text => expect.stringContaining(text)));
  });

  it('keeps its total size', () => {
    expect(
      messages(
        validateLlmInferenceService({
          service: llm({ parallelism: { data: 8, dataLocal: 2 } }),
          previous: llm({ parallelism: { data: 4, dataLocal: 2 } }),
          profile: 'kserve',
        }),
      ),
    ).toEqual([expect.stringContaining('it was 4 and would be 8')]);
  });

  it('has an InferenceService that a cluster without KServe can run', () => {
    expect(
      inferenceServiceForLlm(
        llm({
          model: { uri: 'hf://o/m', name: 'o/m' },
          replicas: 2,
          template: { containers: [{ name: 'main', args: ['--x'] }] },
        }),
      ),
    ).toMatchObject({
      kind: 'InferenceService',
      metadata: { name: 'chat', namespace: 'demo' },
      spec: {
        predictor: {
          minReplicas: 2,
          maxReplicas: 2,
          model: {
            modelFormat: { name: 'vLLM' },
            storageUri: 'hf://o/m',
            args: ['--model_name=o/m', '--x'],
          },
        },
      },
    });
  });
});
