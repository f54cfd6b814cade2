import { axisOf, Quantity } from './axis';

describe('axisOf', () => {
  it.each`
    quantity      | max                | unit               | labels
    ${'rate'}     | ${0.5}             | ${'per minute'}    | ${['0', '10', '20', '30']}
    ${'rate'}     | ${12}              | ${'per second'}    | ${['0', '5', '10', '15']}
    ${'duration'} | ${14}              | ${'ms'}            | ${['0', '5', '10', '15']}
    ${'duration'} | ${2_400}           | ${'s'}             | ${['0', '1', '2', '3']}
    ${'ratio'}    | ${0}               | ${'% of requests'} | ${['0', '1']}
    ${'ratio'}    | ${0.0004}          | ${'% of requests'} | ${['0', '0.01', '0.02', '0.03', '0.04']}
    ${'replicas'} | ${0.7}             | ${''}              | ${['0', '1']}
    ${'cpu'}      | ${0.003}           | ${'millicores'}    | ${['0', '1', '2', '3']}
    ${'cpu'}      | ${1.5}             | ${'cores'}         | ${['0', '0.5', '1', '1.5']}
    ${'memory'}   | ${75 * 1024 ** 2}  | ${'MiB'}           | ${['0', '20', '40', '60', '80']}
    ${'memory'}   | ${1.5 * 1024 ** 3} | ${'GiB'}           | ${['0', '0.5', '1', '1.5']}
  `(
    '$quantity up to $max: $labels $unit',
    ({ quantity, max, unit, labels }) => {
      const axis = axisOf(quantity, max);
      expect(axis.unit).toBe(unit);
      expect(axis.ticks.map(({ label }) => label)).toEqual(labels);
      expect(axis.ticks.at(-1)!.value).toBeGreaterThanOrEqual(max);
    },
  );

  it('has no two labels that are the same, whatever the values', () => {
    const quantities: Quantity[] = [
      'rate',
      'duration',
      'ratio',
      'requests',
      'cpu',
      'memory',
    ];
    for (const quantity of quantities) {
      for (let exponent = -6; exponent < 12; exponent++) {
        const labels = axisOf(quantity, 3.7 * 10 ** exponent).ticks.map(
          ({ label }) => label,
        );
        expect([quantity, exponent, new Set(labels).size]).toEqual([
          quantity,
          exponent,
          labels.length,
        ]);
      }
    }
  });

  it.each`
    quantity      | max     | value      | text
    ${'cpu'}      | ${0.01} | ${0.00321} | ${'3.21 m'}
    ${'cpu'}      | ${0.01} | ${0}       | ${'0 m'}
    ${'rate'}     | ${0.5}  | ${0.033}   | ${'1.98 /min'}
    ${'replicas'} | ${3}    | ${2}       | ${'2'}
    ${'ratio'}    | ${1}    | ${0.034}   | ${'3.4 %'}
    ${'ratio'}    | ${1}    | ${NaN}     | ${'–'}
  `('$value of $quantity reads $text', ({ quantity, max, value, text }) => {
    expect(axisOf(quantity, max).format(value)).toBe(text);
  });

  it('has the unit of the charts beside it', () => {
    expect(axisOf('rate', 0.2).unit).toBe('per minute');
    const beside = axisOf('rate', 0.2, 3);
    expect(beside.unit).toBe('per second');
    expect(beside.format(0.2)).toBe('0.2 /s');
    expect(axisOf('rate', 3, 0.2).unit).toBe('per second');
  });
});
