import { errorsOf } from '../__fixtures__/validation';
import { annotations } from '../constants';

describe('annotations of splits', () => {
  it.each`
    key                            | value          | says
    ${annotations.canaryGuard}     | ${'off'}       | ${undefined}
    ${annotations.canaryGuard}     | ${'errors=-1'} | ${'errors must be between 0 and 100, got -1'}
    ${annotations.sticky}          | ${'header:x'}  | ${undefined}
    ${annotations.rolloutDuration} | ${'10m'}       | ${undefined}
    ${annotations.rolloutDuration} | ${'1.5s'}      | ${'rolloutDuration=1.5s is not at second precision'}
    ${annotations.sticky}          | ${'x'}         | ${'"x" names no key; write header:<name> or cookie:<name>'}
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
});
