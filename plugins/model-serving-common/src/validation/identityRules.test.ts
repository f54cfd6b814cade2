import {
  errorsOf,
  predictor,
  path,
  metadata,
  annotated,
  mode,
} from '../__fixtures__/validation';
import { InferenceService } from '../resources';

describe('names', () => {
  it.each`
    name              | namespace        | errors
    ${'abc-123'}      | ${'demo'}        | ${0}
    ${'1abcde'}       | ${'demo'}        | ${1}
    ${'a'.repeat(31)} | ${'demo'}        | ${1}
    ${'iris'}         | ${'kube-system'} | ${1}
    ${'iris'}         | ${undefined}     | ${1}
  `('$name in $namespace: $errors', ({ name, namespace, errors }) => {
    const service = metadata({ name, namespace });
    expect(errorsOf({ service })).toHaveLength(errors);
  });

  it('says it in the words of KServe', () => {
    for (const profile of ['kserve', 'greenroom'] as const) {
      expect(
        errorsOf({ profile, service: metadata({ name: '1abcde' }) })[0],
      ).toBe(
        `metadata.name: the InferenceService "1abcde" is invalid: a InferenceService name must consist of lower case alphanumeric characters or '-', and must start with alphabetical character. (e.g. "my-name" or "abc-123", regex used for validation is '[a-z]([-a-z0-9]*[a-z0-9])?')`,
      );
    }
  });

  it('leaves a longer name, made elsewhere, editable', () => {
    const long = metadata({ name: 'a'.repeat(40) });
    expect(errorsOf({ service: long, previous: long })).toEqual([]);
    const tooLong = metadata({ name: 'a'.repeat(60) });
    expect(errorsOf({ service: tooLong, previous: tooLong })).toEqual([
      expect.stringContaining('has 70 characters; at most 63 are possible'),
    ]);
  });

  it('does not let an update change it', () => {
    expect(
      errorsOf({ service: metadata({ name: 'other' }), previous: () => {} }),
    ).toEqual([
      "metadata.name: cannot be changed from 'iris' to 'other'; create another deployment instead",
    ]);
  });

  it.each`
    kind                  | apiVersion                     | says
    ${'Pod'}              | ${'serving.kserve.io/v1beta1'} | ${'kind: must be InferenceService, not Pod'}
    ${'InferenceService'} | ${'v1'}                        | ${'apiVersion: must be serving.kserve.io/v1beta1, not v1'}
  `('$says', ({ kind, apiVersion, says }) => {
    const service = (s: object) => Object.assign(s, { kind, apiVersion });
    expect(errorsOf({ service })).toEqual([says]);
  });
});

describe('an update', () => {
  const deployed = (deploymentMode: string) => (s: InferenceService) => {
    s.status = { deploymentMode };
  };
  it.each`
    before             | after         | allowed
    ${'Knative'}       | ${'Standard'} | ${false}
    ${'Knative'}       | ${'Knative'}  | ${true}
    ${'RawDeployment'} | ${'Standard'} | ${true}
    ${''}              | ${'Knative'}  | ${true}
  `('from mode "$before" to $after: $allowed', ({ before, after, allowed }) => {
    const errors = errorsOf({
      previous: deployed(before),
      service: annotated({ [mode]: after }),
    });
    expect(errors).toEqual(
      allowed
        ? []
        : [
            `metadata.annotations[${mode}]: update rejected: deploymentMode cannot be changed from '${before}' to '${after}'`,
          ],
    );
  });

  it.each`
    change              | service                      | allowed
    ${'the name alone'} | ${predictor({ name: 'v2' })} | ${false}
    ${'name and model'} | ${(s: InferenceService) => {
  predictor({ name: 'v2' })(s);
  path('iris/2')(s);
}} | ${true}
  `('of predictor.name: $change', ({ service, allowed }) => {
    const errors = errorsOf({ previous: () => {}, service });
    expect(errors).toEqual(
      allowed
        ? []
        : [
            'spec.predictor.name: predictor.name change requires a model change (e.g. storageUri)',
          ],
    );
  });

  it('of what is being deleted is accepted whatever it says', () => {
    expect(
      errorsOf({
        previous: metadata({ deletionTimestamp: '2026-01-01T00:00:00Z' }),
        service: predictor({ minReplicas: 'x' }),
      }),
    ).toEqual([]);
  });
});
