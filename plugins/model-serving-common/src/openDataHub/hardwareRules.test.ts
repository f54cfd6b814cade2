import type { InferenceService, ResourceRequirements } from '../resources';
import { readHardwareProfile } from './hardwareProfile';
import { amountProblem, hardwareRules } from './hardwareRules';

const NAME = 'opendatahub.io/hardware-profile-name';
const NAMESPACE = 'opendatahub.io/hardware-profile-namespace';
const CPU = 'spec.predictor.model.resources';

const profile = (
  name: string,
  annotations: Record<string, string> = {},
  maxCount: string | undefined = '8',
) =>
  readHardwareProfile({
    metadata: { name, namespace: 'opendatahub', annotations },
    spec: {
      identifiers: [
        {
          displayName: 'CPU',
          identifier: 'cpu',
          minCount: 1,
          maxCount,
          defaultCount: 2,
        },
      ],
    },
  });

const profiles = {
  items: [
    profile('small'),
    profile('off', { 'opendatahub.io/disabled': 'true' }),
    profile('notebooks', {
      'opendatahub.io/dashboard-feature-visibility': '["workbench"]',
    }),
    {
      ...profile('open'),
      amounts: [{ ...profile('open').amounts[0], max: undefined }],
    },
  ],
  namespaces: ['demo', 'opendatahub'],
  problems: [],
};

const service = (
  name: string | undefined,
  resources?: ResourceRequirements,
  namespace = 'opendatahub',
): InferenceService => ({
  apiVersion: 'serving.kserve.io/v1beta1',
  kind: 'InferenceService',
  metadata: {
    name: 'iris',
    namespace: 'demo',
    annotations:
      name === undefined
        ? {}
        : { [NAME]: name, ...(namespace && { [NAMESPACE]: namespace }) },
  },
  spec: { predictor: { model: { modelFormat: { name: 'onnx' }, resources } } },
});
const cpu = (requests?: string, limits?: string): ResourceRequirements => ({
  ...(requests && { requests: { cpu: requests } }),
  ...(limits && { limits: { cpu: limits } }),
});

describe('hardwareRules', () => {
  it.each`
    what                            | now                                        | before                             | errors                                          | warnings
    ${'no profile'}                 | ${service(undefined, cpu('99'))}           | ${undefined}                       | ${[]}                                           | ${[]}
    ${'amounts of its own'}         | ${service('small')}                        | ${undefined}                       | ${[]}                                           | ${[]}
    ${'amounts within its bounds'}  | ${service('small', cpu('1', '8'))}         | ${undefined}                       | ${[]}                                           | ${[]}
    ${'one that is not there'}      | ${service('tiny')}                         | ${undefined}                       | ${[`metadata.annotations[${NAME}]`]}            | ${[]}
    ${'one of the own project'}     | ${service('small', undefined, '')}         | ${undefined}                       | ${[`metadata.annotations[${NAME}]`]}            | ${[]}
    ${'one that cannot be seen'}    | ${service('tiny', undefined, 'elsewhere')} | ${undefined}                       | ${[]}                                           | ${[]}
    ${'one that has gone since'}    | ${service('tiny', cpu('99'))}              | ${service('tiny')}                 | ${[]}                                           | ${[]}
    ${'a disabled one'}             | ${service('off')}                          | ${undefined}                       | ${[`metadata.annotations[${NAME}]`]}            | ${[]}
    ${'one disabled since'}         | ${service('off')}                          | ${service('off')}                  | ${[]}                                           | ${[]}
    ${'another, disabled one'}      | ${service('off')}                          | ${service('small')}                | ${[`metadata.annotations[${NAME}]`]}            | ${[]}
    ${'one for notebooks'}          | ${service('notebooks')}                    | ${undefined}                       | ${[]}                                           | ${[`metadata.annotations[${NAME}]`]}
    ${'one for notebooks, kept'}    | ${service('notebooks')}                    | ${service('notebooks')}            | ${[]}                                           | ${[]}
    ${'too little'}                 | ${service('small', cpu('500m', '2'))}      | ${undefined}                       | ${[`${CPU}.requests.cpu`]}                      | ${[]}
    ${'too much'}                   | ${service('small', cpu('2', '9'))}         | ${undefined}                       | ${[`${CPU}.limits.cpu`]}                        | ${[]}
    ${'both'}                       | ${service('small', cpu('0', '9'))}         | ${undefined}                       | ${[`${CPU}.requests.cpu`, `${CPU}.limits.cpu`]} | ${[]}
    ${'what it had before'}         | ${service('small', cpu('9', '9'))}         | ${service('small', cpu('9', '9'))} | ${[]}                                           | ${[]}
    ${'more than it had before'}    | ${service('small', cpu('9', '10'))}        | ${service('small', cpu('9', '9'))} | ${[`${CPU}.limits.cpu`]}                        | ${[]}
    ${'with another profile'}       | ${service('small', cpu('9', '9'))}         | ${service('off', cpu('9', '9'))}   | ${[`${CPU}.requests.cpu`, `${CPU}.limits.cpu`]} | ${[]}
    ${'limit below the default'}    | ${service('small', cpu(undefined, '1'))}   | ${undefined}                       | ${[`${CPU}.limits.cpu`]}                        | ${[]}
    ${'request, limit by profile'}  | ${service('small', cpu('8'))}              | ${undefined}                       | ${[]}                                           | ${[]}
    ${'any request without bounds'} | ${service('open', cpu('999'))}             | ${undefined}                       | ${[]}                                           | ${[]}
  `('$what', ({ now, before, errors, warnings }) => {
    const found = hardwareRules(now, { profiles, previous: before });
    expect(found.errors.map(({ path }) => path)).toEqual(errors);
    expect(found.warnings.map(({ path }) => path)).toEqual(warnings);
  });
});

describe('amountProblem', () => {
  const memory = {
    resource: 'memory',
    title: 'Memory',
    default: '4Gi',
    min: '2Gi',
    max: '8Gi',
  };
  it.each`
    amount      | problem
    ${'2Gi'}    | ${undefined}
    ${'2048Mi'} | ${undefined}
    ${'8Gi'}    | ${undefined}
    ${'1Gi'}    | ${'the hardware profile allows 2Gi to 8Gi of Memory, not 1Gi'}
    ${'9Gi'}    | ${'the hardware profile allows 2Gi to 8Gi of Memory, not 9Gi'}
    ${'lots'}   | ${'"lots" is not an amount of Memory'}
    ${''}       | ${'"" is not an amount of Memory'}
  `('$amount: $problem', ({ amount, problem }) => {
    expect(amountProblem(memory, amount)).toBe(problem);
  });

  it('says what is the least where nothing is the most', () => {
    expect(amountProblem({ ...memory, max: undefined }, '1Gi')).toBe(
      'the hardware profile allows at least 2Gi of Memory, not 1Gi',
    );
  });
});
