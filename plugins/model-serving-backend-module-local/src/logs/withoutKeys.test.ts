import { withoutKeys } from './withoutKeys';

describe('withoutKeys', () => {
  it.each`
    line                                                                | shown
    ${'ready'}                                                          | ${'ready'}
    ${'GET /components/demo/iris/predictor/greenroom_key_aB-_9/v1 200'} | ${'GET /components/demo/iris/predictor/greenroom_key_…/v1 200'}
    ${'greenroom_key_a greenroom_key_b'}                                | ${'greenroom_key_… greenroom_key_…'}
  `('$line is shown as $shown', ({ line, shown }) => {
    expect(withoutKeys(line)).toBe(shown);
  });
});
