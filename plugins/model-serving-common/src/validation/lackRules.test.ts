import { annotated, scaler, validate } from '../__fixtures__/validation';
import { annotations } from '../constants';
import { InferenceService } from '../resources';
import { ClusterSettings } from '../settings';

const { deploymentMode } = annotations;
const both = ['knative', 'standardMultiNode'] as const;

function found(
  change: (service: InferenceService) => void,
  settings: Partial<ClusterSettings>,
  profile: 'kserve' | 'greenroom' = 'kserve',
) {
  const { errors, warnings } = validate({ service: change, settings, profile });
  return {
    errors: errors.filter(({ message }) => message.includes('every pass')),
    warnings: warnings.filter(({ message }) => message.includes('no Knative')),
  };
}

function overNodes(mode?: string) {
  return (service: InferenceService) => {
    annotated({
      [scaler]: 'none',
      ...(mode ? { [deploymentMode]: mode } : {}),
    })(service);
    service.spec.predictor = {
      model: {
        modelFormat: { name: 'huggingface' },
        storageUri: 'pvc://claim/model',
      },
      workerSpec: {},
    };
  };
}

describe('what KServe accepts and never runs', () => {
  it.each`
    what                                     | mode               | standard      | lacks        | refused
    ${'several nodes in Standard mode'}      | ${'Standard'}      | ${'Knative'}  | ${both}      | ${1}
    ${'the same by its old name'}            | ${'RawDeployment'} | ${'Knative'}  | ${both}      | ${1}
    ${'the same by the default'}             | ${undefined}       | ${'Standard'} | ${both}      | ${1}
    ${'several nodes where they are served'} | ${'Standard'}      | ${'Standard'} | ${undefined} | ${0}
    ${'several nodes in another mode'}       | ${'Knative'}       | ${'Standard'} | ${both}      | ${0}
  `('refuses $what: $refused', ({ mode, standard, lacks, refused }) => {
    const settings = {
      defaultDeploymentMode: standard,
      ...(lacks ? { lacks } : {}),
    };
    const { errors } = found(overNodes(mode), settings);
    expect(errors.map(({ path }) => path)).toEqual(
      Array(refused).fill('spec.predictor.workerSpec'),
    );
  });

  it.each`
    mode            | standard      | lacks   | warned
    ${'Knative'}    | ${'Standard'} | ${both} | ${1}
    ${'Serverless'} | ${'Standard'} | ${both} | ${1}
    ${undefined}    | ${'Knative'}  | ${both} | ${1}
    ${'Standard'}   | ${'Knative'}  | ${both} | ${0}
    ${'Knative'}    | ${'Standard'} | ${[]}   | ${0}
  `(
    'warns of the mode $mode (default $standard) without Knative',
    ({ mode, standard, lacks, warned }) => {
      const change = annotated(mode ? { [deploymentMode]: mode } : {});
      const settings = { defaultDeploymentMode: standard, lacks };
      expect(found(change, settings).warnings).toHaveLength(warned);
    },
  );

  it('says nothing of it on native clusters', () => {
    const settings = { lacks: both };
    const { errors } = found(overNodes('Standard'), settings, 'greenroom');
    expect(errors).toEqual([]);
  });
});
