import { errorsOf, warningsOf } from '../__fixtures__/validation';
import { annotations } from '../constants';

describe('annotations of splits', () => {
  it.each`
    key                        | value          | says
    ${annotations.canaryGuard} | ${'off'}       | ${undefined}
    ${annotations.canaryGuard} | ${'errors=-1'} | ${'errors must be between 0 and 100, got -1'}
    ${annotations.sticky}      | ${'header:x'}  | ${undefined}
    ${annotations.sticky}      | ${'x'}         | ${'"x" names no key; write header:<name> or cookie:<name>'}
  `('$key: $value', ({ key, value, says }) => {
    const errors = errorsOf({
      service: service => {
        service.metadata.annotations = { [key]: value };
      },
    });
    expect(errors).toEqual(
      says === undefined ? [] : [`metadata.annotations[${key}]: ${says}`],
    );
  });

  it('warns that shares do not grow by themselves', () => {
    const key = 'serving.knative.dev/rollout-duration';
    const warnings = warningsOf({
      service: service => {
        service.metadata.annotations = { [key]: '120s' };
      },
    });
    expect(warnings).toEqual([
      expect.stringContaining(`metadata.annotations[${key}]: is kept`),
    ]);
  });
});
