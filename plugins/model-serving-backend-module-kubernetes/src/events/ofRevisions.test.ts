import { ofRevisions } from './ofRevisions';

describe('ofRevisions', () => {
  it.each`
    name                                  | belongs
    ${'iris-predictor-00001'}             | ${true}
    ${'iris-predictor-00001-6d4b9'}       | ${true}
    ${'iris-predictor-00001-6d4b9-x7x2p'} | ${true}
    ${'iris-predictor'}                   | ${true}
    ${'iris-predictor-00002-6d4b9-x7x2p'} | ${false}
    ${'iris-predictor-x-predictor-00001'} | ${false}
    ${'iris'}                             | ${false}
    ${'iris-transformer'}                 | ${false}
  `('$name: $belongs', ({ name, belongs }) => {
    const isOurs = ofRevisions(['iris-predictor-00001']);
    expect(isOurs({ kind: 'Pod', name })).toBe(belongs);
  });
});
