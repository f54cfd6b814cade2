import { errorsOf } from '../__fixtures__/validation';
import { annotations } from '../constants';

describe('annotations of queues', () => {
  it.each`
    key                         | value      | says
    ${annotations.queueDepth}   | ${'50'}    | ${undefined}
    ${annotations.queueDepth}   | ${'0'}     | ${'must be a whole number between 1 and 10000, got "0"'}
    ${annotations.queueDepth}   | ${'many'}  | ${'must be a whole number between 1 and 10000, got "many"'}
    ${annotations.queueTimeout} | ${'10m'}   | ${undefined}
    ${annotations.queueTimeout} | ${'100ms'} | ${'must be between 1s and 1h, got 100ms'}
    ${annotations.queueTimeout} | ${'soon'}  | ${'"soon" is not a duration; write hours, minutes and seconds, as in 90s or 10m'}
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
