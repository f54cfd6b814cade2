import {
  errorsOf,
  predictor,
  path,
  metadata,
  annotated,
  mode,
} from '../__fixtures__/validation';
import { irisService } from '../__fixtures__';
import { InferenceService } from '../resources';
import { rivalNames } from './rivalNames';

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
    name        | says
    ${'Iris'}   | ${'Invalid value: "Iris": a lowercase RFC 1123 subdomain'}
    ${'a_b'}    | ${'Invalid value: "a_b": a lowercase RFC 1123 subdomain'}
    ${'iris-'}  | ${'Invalid value: "iris-": a lowercase RFC 1123 subdomain'}
    ${'9iris'}  | ${'the InferenceService "9iris" is invalid'}
    ${'iris.x'} | ${'the InferenceService "iris.x" is invalid'}
  `('on a live cluster the API server looks at $name first', row => {
    const service = metadata({ name: row.name });
    expect(errorsOf({ service, profile: 'kserve' })[0]).toContain(row.says);
  });

  it('names of the components must fit, too', () => {
    const long = (s: InferenceService) => {
      metadata({ name: 'a'.repeat(52) })(s);
      s.spec.transformer = { containers: [{ image: 'a:1' }] };
    };
    expect(errorsOf({ service: long, previous: long })[0]).toBe(
      `metadata.name: the derived Service name "${'a'.repeat(
        52,
      )}-transformer" has 64 characters; at most 63 are possible`,
    );
  });

  describe('of predictors are unique in a project', () => {
    const named = (name: string, predictorName?: string) =>
      irisService(s => {
        s.metadata.name = name;
        s.spec.predictor.name = predictorName;
      });

    it.each`
      name     | predictorName | rivals
      ${'a'}   | ${''}         | ${[]}
      ${'a-x'} | ${''}         | ${['a']}
      ${'a'}   | ${'x'}        | ${['a-x']}
      ${'a-b'} | ${'c-d'}      | ${['a-b-c-d', 'a', 'a-b-c']}
    `('$name with $predictorName may meet $rivals', row => {
      expect(rivalNames(row.name, row.predictorName)).toEqual(row.rivals);
    });

    it.each`
      rival              | says
      ${named('a', 'x')} | ${['metadata.name: its predictor would be called "a-x-predictor", as that of the InferenceService "a"; choose another name']}
      ${named('a', 'y')} | ${[]}
      ${named('a-x')}    | ${[]}
    `('$rival.metadata.name: $says', ({ rival, says }) => {
      const service = metadata({ name: 'a-x' });
      expect(errorsOf({ service, facts: { rivals: [rival] } })).toEqual(says);
    });
  });
});

describe('the deployment mode', () => {
  it.each`
    written            | profile        | says
    ${'Knative'}       | ${'greenroom'} | ${[]}
    ${'RawDeployment'} | ${'greenroom'} | ${[]}
    ${'ModelMesh'}     | ${'greenroom'} | ${[`metadata.annotations[${mode}]: this cluster has no deployment mode "ModelMesh"; write Standard or Knative, or leave it out`]}
    ${'ModelMesh'}     | ${'kserve'}    | ${[]}
  `('$written in $profile: $says', ({ written, profile, says }) => {
    const service = annotated({ [mode]: written });
    expect(errorsOf({ service, profile })).toEqual(says);
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
        service: predictor({ minReplicas: -1 }),
      }),
    ).toEqual([]);
  });
});
