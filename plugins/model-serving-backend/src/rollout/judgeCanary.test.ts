import {
  defaultGuardLimits,
  latencyBucketsMs,
} from '@greenroom/backstage-plugin-model-serving-common';
import { judgeCanary } from './judgeCanary';
import { TrafficTotals } from './RevisionTraffic';

/** Answers that all took about as long. */
function traffic(requests: number, failed: number, ms: number): TrafficTotals {
  const bucket = latencyBucketsMs.findIndex(bound => bound >= ms);
  return { requests, failed, latency: { [bucket]: requests } };
}
const steady = traffic(1_000, 0, 20);

describe('judgeCanary', () => {
  it.each`
    situation                              | stable                    | canary                  | limits                                 | because
    ${'as good as the stable one'}         | ${steady}                 | ${traffic(100, 0, 20)}  | ${{}}                                  | ${undefined}
    ${'a few failures within the limit'}   | ${steady}                 | ${traffic(100, 5, 20)}  | ${{}}                                  | ${undefined}
    ${'more failures than that'}           | ${steady}                 | ${traffic(100, 6, 20)}  | ${{}}                                  | ${'6.0 % of its 100 requests failed, 0 % of those of v1'}
    ${'both fail as often'}                | ${traffic(1000, 500, 20)} | ${traffic(100, 52, 20)} | ${{}}                                  | ${undefined}
    ${'too few requests to say'}           | ${steady}                 | ${traffic(49, 49, 20)}  | ${{}}                                  | ${undefined}
    ${'the stable one has no requests'}    | ${traffic(0, 0, 20)}      | ${traffic(50, 3, 20)}   | ${{}}                                  | ${'6.0 % of its 50 requests failed, 0 % of those of v1'}
    ${'twice as slow'}                     | ${steady}                 | ${traffic(100, 0, 40)}  | ${{}}                                  | ${undefined}
    ${'slower than that'}                  | ${steady}                 | ${traffic(100, 0, 90)}  | ${{}}                                  | ${expect.stringMatching(/^95 % of its answers take up to .*, those of v1 /)}
    ${'slower, but by nothing people see'} | ${traffic(1000, 0, 1)}    | ${traffic(100, 0, 8)}   | ${{}}                                  | ${undefined}
    ${'slower than too few of the others'} | ${traffic(49, 0, 20)}     | ${traffic(100, 0, 900)} | ${{}}                                  | ${undefined}
    ${'limits of its own: failures'}       | ${steady}                 | ${traffic(10, 1, 20)}   | ${{ errorPoints: 1, minRequests: 10 }} | ${expect.stringMatching(/^10 % of its 10/)}
    ${'limits of its own: latency'}        | ${steady}                 | ${traffic(100, 0, 90)}  | ${{ latencyFactor: 10 }}               | ${undefined}
  `('$situation', ({ stable, canary, limits, because }) => {
    const sentence = judgeCanary({
      all: { stable, canary },
      warm: { stable, canary },
      limits: { ...defaultGuardLimits, ...limits },
      name: 'v1',
    });
    expect(sentence).toEqual(because);
  });

  it.each`
    situation                            | canary                   | warm                    | because
    ${'slow while it warmed up'}         | ${traffic(500, 0, 900)}  | ${traffic(100, 0, 20)}  | ${undefined}
    ${'slow, and too little came since'} | ${traffic(500, 0, 900)}  | ${traffic(49, 0, 900)}  | ${undefined}
    ${'still slow'}                      | ${traffic(500, 0, 20)}   | ${traffic(100, 0, 900)} | ${expect.stringMatching(/^95 % of its answers/)}
    ${'failing before it was warm'}      | ${traffic(100, 100, 20)} | ${traffic(0, 0, 20)}    | ${expect.stringMatching(/^100 % of its 100/)}
  `('$situation', ({ canary, warm, because }) => {
    const sentence = judgeCanary({
      all: { stable: steady, canary },
      warm: { stable: steady, canary: warm },
      limits: defaultGuardLimits,
      name: 'v1',
    });
    expect(sentence).toEqual(because);
  });
});
