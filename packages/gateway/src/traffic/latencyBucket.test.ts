import fc from 'fast-check';
import { latencyBucketsMs } from '@greenroom/backstage-plugin-model-serving-common';
import { latencyBucket, latencyBucketCount } from './latencyBucket';

describe('latencyBucket', () => {
  it('is the first bound that is not exceeded', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 200_000, noNaN: true }), ms => {
        const expected = latencyBucketsMs.findIndex(bound => ms <= bound);
        expect(latencyBucket(ms)).toBe(
          expected < 0 ? latencyBucketCount - 1 : expected,
        );
      }),
    );
  });

  it('puts every bound into its own bucket', () => {
    expect(latencyBucketsMs.map(latencyBucket)).toEqual(
      latencyBucketsMs.map((_, i) => i),
    );
  });

  it.each([0, -1, NaN])('counts %s as the shortest', ms => {
    expect(latencyBucket(ms)).toBe(0);
  });

  it('has a bucket for what is longer than all bounds', () => {
    expect(latencyBucket(1e9)).toBe(latencyBucketCount - 1);
  });
});
