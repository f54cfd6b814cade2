import type { InferenceService } from '@greenroom/backstage-plugin-model-serving-common';
import { withHardware } from './withHardware';

const NAME = 'opendatahub.io/hardware-profile-name';
const NAMESPACE = 'opendatahub.io/hardware-profile-namespace';
const image = {
  section: 'container',
  name: 'image',
  value: 'x',
  origin: 'runtime',
} as const;

function service(
  annotations?: Record<string, string>,
  predictor: InferenceService['spec']['predictor'] = {},
): InferenceService {
  return {
    apiVersion: 'serving.kserve.io/v1beta1',
    kind: 'InferenceService',
    metadata: { name: 'iris', ...(annotations && { annotations }) },
    spec: { predictor },
  };
}

const gpu = {
  nodeSelector: { pool: 'gpu' },
  tolerations: [
    { key: 'nvidia.com/gpu', operator: 'Exists', effect: 'NoSchedule' },
    { key: 'team', value: 'a' },
    { operator: 'Exists' },
  ],
};

describe('withHardware', () => {
  it.each`
    what                     | resource                                                    | lines
    ${'no annotations'}      | ${service()}                                                | ${[]}
    ${'no profile'}          | ${service({ [NAMESPACE]: 'odh' }, gpu)}                     | ${[]}
    ${'one of the project'}  | ${service({ [NAME]: 'small' })}                             | ${['hardwareProfile small']}
    ${'one of all projects'} | ${service({ [NAME]: 'small', [NAMESPACE]: 'opendatahub' })} | ${['hardwareProfile small (in opendatahub)']}
    ${'where pods may run'}  | ${service({ [NAME]: 'big' }, gpu)}                          | ${['hardwareProfile big', 'nodeSelector pool=gpu', 'tolerations nvidia.com/gpu:NoSchedule', 'tolerations team=a', 'tolerations *']}
  `('$what: $lines', ({ resource, lines }) => {
    const configuration = withHardware([image], resource);
    const [first, ...hardware] = configuration;
    expect(first).toEqual(image);
    expect(hardware.map(({ name, value }) => `${name} ${value}`)).toEqual(
      lines,
    );
    // A later look has what is so then, once
    expect(withHardware(configuration, resource)).toEqual(configuration);
    expect(withHardware(configuration, service())).toEqual([image]);
  });
});
