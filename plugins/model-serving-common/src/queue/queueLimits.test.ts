import { InferenceService } from '../resources';
import { queueLimitsOf } from './queueLimits';

const limitsOf = (annotations?: Record<string, string>) =>
  queueLimitsOf({
    metadata: { name: 'iris', ...(annotations ? { annotations } : {}) },
    spec: { predictor: {} },
  } as InferenceService);

describe('queueLimitsOf', () => {
  it.each`
    annotations                                                                | limits
    ${undefined}                                                               | ${undefined}
    ${{ 'greenroom/queue-depth': '7' }}                                        | ${{ depth: 7 }}
    ${{ 'greenroom/queue-timeout': '10m' }}                                    | ${{ deadlineMs: 600_000 }}
    ${{ 'greenroom/queue-depth': ' 10000 ', 'greenroom/queue-timeout': '1h' }} | ${{ depth: 10_000, deadlineMs: 3_600_000 }}
    ${{ 'greenroom/queue-depth': '0', 'greenroom/queue-timeout': '2h' }}       | ${undefined}
    ${{ 'greenroom/queue-depth': 'x', 'greenroom/queue-timeout': '5s' }}       | ${{ deadlineMs: 5_000 }}
  `('of $annotations are $limits', ({ annotations, limits }) => {
    expect(limitsOf(annotations)).toEqual(limits);
  });
});
