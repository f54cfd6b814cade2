import { parseGoDuration } from '../format';
import { readScalingAnnotations } from './scalingAnnotations';

const P = 'autoscaling.knative.dev/';
const read = (
  annotations: Record<string, string>,
  limits?: { allowZeroInitialScale?: boolean },
) =>
  readScalingAnnotations(
    Object.fromEntries(
      Object.entries(annotations).map(([key, value]) => [P + key, value]),
    ),
    limits,
  );

it.each`
  text          | ms
  ${'1h0m0s'}   | ${3_600_000}
  ${'1m1.984s'} | ${61_984}
  ${'300ms'}    | ${300}
  ${'0'}        | ${0}
  ${'-2s'}      | ${-2_000}
  ${''}         | ${undefined}
  ${'5'}        | ${undefined}
  ${'5 s'}      | ${undefined}
  ${'5s later'} | ${undefined}
`('reads the duration $text', ({ text, ms }) => {
  expect(parseGoDuration(text)).toBe(ms);
});

describe('readScalingAnnotations', () => {
  it('reads what is right, in new and old spelling', () => {
    expect(
      read({
        class: 'kpa.autoscaling.knative.dev',
        minScale: '2',
        'max-scale': '9',
        'activation-scale': '3',
        'panic-window-percentage': '20',
        'panic-threshold-percentage': '110',
        target: '0.5',
        'target-utilization-percentage': '80',
        targetBurstCapacity: '-1',
        window: '40s',
        'scale-to-zero-pod-retention-period': '1m1.5s',
        'scale-down-delay': '15m',
        metric: 'rps',
        'metric-aggregation-algorithm': 'weightedExponential',
        'initial-scale': '4',
      }),
    ).toEqual({
      messages: [],
      values: {
        class: 'kpa.autoscaling.knative.dev',
        minScale: 2,
        maxScale: 9,
        activationScale: 3,
        panicWindowPercentage: 20,
        panicThresholdPercentage: 110,
        target: 0.5,
        targetUtilizationPercentage: 80,
        targetBurstCapacity: -1,
        windowMs: 40_000,
        retentionMs: 61_500,
        scaleDownDelayMs: 900_000,
        metric: 'rps',
        aggregation: 'weighted-exponential',
        initialScale: 4,
      },
    });
    expect(readScalingAnnotations(undefined)).toEqual({
      messages: [],
      values: {},
    });
  });

  it.each([
    [{ class: 'x.knative.dev' }, `invalid value: x.knative.dev: ${P}class`],
    [{ 'min-scale': 'many' }, `invalid value: many: ${P}min-scale`],
    [{ 'min-scale': '-1' }, `expected 0 <= -1 <= 2147483647: ${P}min-scale`],
    [
      { 'min-scale': '4', 'max-scale': '3' },
      `max-scale=3 is less than min-scale=4: ${P}max-scale, ${P}min-scale`,
    ],
    [
      { 'min-scale': '3', 'activation-scale': '2' },
      'min-scale=3 is greater than activation-scale=2',
    ],
    [
      { 'max-scale': '3', 'activation-scale': '5' },
      'max-scale=3 is less than activation-scale=5',
    ],
    [{ 'activation-scale': '1' }, 'activation-scale=1 must be greater than 1'],
    [
      { 'panic-window-percentage': '0.5' },
      `expected 1 <= 0.5 <= 100: ${P}panic-window-percentage`,
    ],
    [
      { 'panic-threshold-percentage': '109' },
      `expected 110 <= 109 <= 1000: ${P}panic-threshold-percentage`,
    ],
    [{ target: '0' }, 'target 0 should be at least 0.01'],
    [{ target: 'x' }, `invalid value: x: ${P}target`],
    [
      { 'target-burst-capacity': '-2' },
      `invalid value: -2: ${P}target-burst-capacity`,
    ],
    [{ window: '5s' }, `expected 6s <= 5s <= 1h0m0s: ${P}window`],
    [
      { window: '6.5s' },
      `${P}window=6.5s must be specified with at most second precision`,
    ],
    [{ window: 'soon' }, `invalid value: soon: ${P}window`],
    [
      { 'scale-down-delay': '2h' },
      `expected 0s <= 2h <= 1h0m0s: ${P}scale-down-delay`,
    ],
    [{ metric: 'cpu' }, `invalid value: cpu: ${P}metric`],
    [
      { 'metric-aggregation-algorithm': 'median' },
      `invalid value: median: ${P}metric-aggregation-algorithm`,
    ],
    [
      { 'initial-scale': '0' },
      `invalid value: 0: ${P}initial-scale=0 not allowed by cluster`,
    ],
    [
      { 'initial-scale': '-1' },
      `invalid value: -1: ${P}initial-scale must be greater than 0`,
    ],
  ])('refuses %j in the words of Knative', (annotations, message) => {
    expect(read(annotations as Record<string, string>).messages).toEqual([
      { key: expect.stringContaining(P), message },
    ]);
  });

  it.each`
    value     | message
    ${'20m'}  | ${undefined}
    ${'soon'} | ${'invalid value: soon: serving.knative.dev/progress-deadline'}
    ${'1.5s'} | ${'progress-deadline=1.5s is not at second precision'}
    ${'-5s'}  | ${'progress-deadline=-5s must be positive'}
  `('reads how long a start may take: $value', ({ value, message }) => {
    const key = 'serving.knative.dev/progress-deadline';
    expect(readScalingAnnotations({ [key]: value })).toEqual(
      message === undefined
        ? { messages: [], values: { progressDeadlineMs: 1_200_000 } }
        : { messages: [{ key, message }], values: {} },
    );
  });

  it('lets a maximum of 0 be none, and a class of others have its metrics', () => {
    expect(read({ 'min-scale': '4', 'max-scale': '0' }).messages).toEqual([]);
    expect(
      read({ class: 'hpa.autoscaling.knative.dev', metric: 'cpu' }).messages,
    ).toEqual([]);
    expect(
      read({ 'initial-scale': '0' }, { allowZeroInitialScale: true }).values,
    ).toEqual({ initialScale: 0 });
  });
});
