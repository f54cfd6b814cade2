import { errorsOf, warningsOf } from '../__fixtures__/validation';
import { annotations } from '../constants';

describe('annotations of splits', () => {
  it.each`
    key                            | value          | says
    ${annotations.canaryGuard}     | ${'off'}       | ${undefined}
    ${annotations.canaryAllowed}   | ${'v2'}        | ${'"v2" is not <revision>=<time>, as in iris-predictor-00002=2026-01-31T10:00:00Z'}
    ${annotations.canaryGuard}     | ${'errors=-1'} | ${'errors must be between 0 and 100, got -1'}
    ${annotations.sticky}          | ${'header:x'}  | ${undefined}
    ${annotations.rolloutDuration} | ${'10m'}       | ${undefined}
    ${annotations.rolloutDuration} | ${'1.5s'}      | ${'rolloutDuration=1.5s is not at second precision'}
    ${annotations.shadow}          | ${'forest=10'} | ${undefined}
    ${annotations.shadow}          | ${'forest'}    | ${'"forest" names no canary; write <canary>=<percent>, or latest=<percent>'}
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

  const key = annotations.sticky;
  it.each`
    situation                              | sticky         | canaries             | warns
    ${'one canary has two sides'}          | ${'header:x'}  | ${['blue']}          | ${false}
    ${'several canaries have more'}        | ${'cookie:id'} | ${['blue', 'green']} | ${true}
    ${'nobody asked for it'}               | ${' '}         | ${['blue', 'green']} | ${false}
    ${'the key itself is what is refused'} | ${'x'}         | ${['blue', 'green']} | ${false}
  `('stickiness: $situation', ({ sticky, canaries, warns }) => {
    const warnings = warningsOf({
      service: service => {
        service.metadata.annotations = { [key]: sticky };
        service.spec.canary = canaries.map((name: string) => ({
          predictor: { name },
          trafficPercent: 10,
        }));
      },
    }).filter(line => line.startsWith(`metadata.annotations[${key}]`));
    const says = /with 2 canaries each request is split by itself\. Leave one/;
    expect(warnings.map(line => says.test(line))).toEqual(warns ? [true] : []);
  });

  it.each`
    situation                             | shadow        | warns
    ${'a canary of the spec'}             | ${'blue=10'}  | ${false}
    ${'one that is not there (any more)'} | ${'green=10'} | ${true}
    ${'nobody asked for it'}              | ${' '}        | ${false}
    ${'what cannot be read is an error'}  | ${'green'}    | ${false}
  `('copies: $situation', ({ shadow, warns }) => {
    const warnings = warningsOf({
      service: service => {
        service.metadata.annotations = { [annotations.shadow]: shadow };
        service.spec.canary = [
          { predictor: { name: 'blue' }, trafficPercent: 0 },
        ];
      },
    }).filter(line => line.includes(annotations.shadow));
    expect(warnings.map(line => /nobody gets copies/.test(line))).toEqual(
      warns ? [true] : [],
    );
  });
});
