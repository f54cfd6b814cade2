import { query } from '../__fixtures__/runtimes';
import { selectRuntimes } from './selectRuntimes';
import { toRuntimeChoice } from './toRuntimeChoice';

describe('toRuntimeChoice', () => {
  it('holds names and words only', () => {
    const choice = toRuntimeChoice(
      selectRuntimes(query({ format: 'tensorflow' })),
    );
    expect(choice.chosen).toEqual({
      kind: 'ServingRuntime',
      name: 'tf-runtime',
      protocol: 'v1',
    });
    expect(choice.rejected[0]).toEqual({
      kind: 'ClusterServingRuntime',
      name: 'cluster-tf-runtime',
      reason: 'outranked',
      sentence: expect.stringContaining('it belongs to the project'),
    });
  });

  it('has no choice where nothing fits', () => {
    expect(
      toRuntimeChoice(selectRuntimes(query({ format: 'none' }))).chosen,
    ).toBeUndefined();
  });
});
