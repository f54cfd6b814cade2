import { readScalingAnnotations } from '@greenroom/backstage-plugin-model-serving-common';
import {
  annotatedWith,
  isRequestScalingPath,
  requestScalingFields,
  requestScalingKeys,
  requestScalingOf,
  requestScalingProblems,
  withRequestScaling,
} from './requestScaling';

const PREFIX = 'autoscaling.knative.dev/';

describe('annotations about scaling by requests', () => {
  it.each(requestScalingKeys)(
    '%s is obeyed, and its usual value is right',
    key => {
      const of = (value: string) =>
        readScalingAnnotations({ [PREFIX + key]: value }).messages.length;
      expect(of('nonsense')).toBe(1);
      const { usual } = requestScalingFields[key];
      // Knative refuses what is its own default there
      expect(of(usual)).toBe(key === 'activation-scale' ? 1 : 0);
    },
  );

  it('are read under both of their names', () => {
    expect(
      requestScalingOf({
        [`${PREFIX}scaleDownDelay`]: '30s',
        [`${PREFIX}window`]: '1m',
        [`${PREFIX}min-scale`]: '1',
        other: 'x',
      }),
    ).toEqual({ window: '1m', 'scale-down-delay': '30s' });
    expect(requestScalingOf(undefined)).toEqual({});
  });

  it.each`
    case                         | before                                | values                         | after
    ${'nothing'}                 | ${{ a: 'b' }}                         | ${{}}                          | ${{ a: 'b' }}
    ${'what is there'}           | ${{ [`${PREFIX}window`]: '1m' }}      | ${{ window: '1m' }}            | ${{ [`${PREFIX}window`]: '1m' }}
    ${'what is there and wrong'} | ${{ [`${PREFIX}window`]: '60' }}      | ${{ window: '60' }}            | ${{ [`${PREFIX}window`]: '60' }}
    ${'a number of seconds'}     | ${{}}                                 | ${{ window: '60' }}            | ${{ [`${PREFIX}window`]: '60s' }}
    ${'a number of replicas'}    | ${{}}                                 | ${{ 'activation-scale': '3' }} | ${{ [`${PREFIX}activation-scale`]: '3' }}
    ${'the former name'}         | ${{ [`${PREFIX}initialScale`]: '2' }} | ${{ 'initial-scale': '3' }}    | ${{ [`${PREFIX}initial-scale`]: '3' }}
    ${'no value any more'}       | ${{ [`${PREFIX}initialScale`]: '2' }} | ${{}}                          | ${{}}
  `('writes $case', ({ before, values, after }) => {
    expect(annotatedWith(before, values)).toEqual(after);
  });

  it('are compared with each other, and with those that have fields of their own', () => {
    const annotations = { [`${PREFIX}max-scale`]: '2' };
    expect(
      requestScalingProblems(annotations, {
        window: '5',
        'activation-scale': '3',
        'initial-scale': '0',
      }),
    ).toEqual({
      window: `expected 6s <= 5s <= 1h0m0s: ${PREFIX}window`,
      'activation-scale': 'max-scale=2 is less than activation-scale=3',
    });
  });

  it('are set and emptied one at a time, in the order of the form', () => {
    const set = withRequestScaling(
      { 'scale-down-delay': '1m' },
      'window',
      ' 30s ',
    );
    expect(Object.entries(set)).toEqual([
      ['window', '30s'],
      ['scale-down-delay', '1m'],
    ]);
    expect(withRequestScaling(set, 'window', ' ')).toEqual({
      'scale-down-delay': '1m',
    });
  });

  it('are told by the path of a message', () => {
    expect(isRequestScalingPath(`metadata.annotations[${PREFIX}window]`)).toBe(
      true,
    );
    expect(
      isRequestScalingPath(`metadata.annotations[${PREFIX}max-scale]`),
    ).toBe(false);
  });
});
