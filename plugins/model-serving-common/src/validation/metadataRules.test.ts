import { errorsOf, metadata, annotated } from '../__fixtures__/validation';

describe('metadata', () => {
  const K = 'internal.serving.kserve.io/storage-spec';
  it('of the platform cannot be set, changed or removed', () => {
    const says = `metadata.annotations[${K}]: keys below internal.serving.kserve.io/ belong to the platform and cannot be set, changed or removed`;
    expect(errorsOf({ service: annotated({ [K]: 'x' }) })).toEqual([says]);
    expect(errorsOf({ previous: annotated({ [K]: 'x' }) })).toEqual([says]);
    const kept = annotated({ [K]: 'x' });
    expect(errorsOf({ service: kept, previous: kept })).toEqual([]);
  });

  it.each`
    change                                            | says
    ${{ labels: { 'bad key': 'x' } }}                 | ${'is no valid key'}
    ${{ labels: { team: 'a b' } }}                    | ${'a label has at most 63 letters'}
    ${{ labels: { team: 'x'.repeat(64) } }}           | ${'a label has at most 63 letters'}
    ${{ annotations: { a: 'x'.repeat(256 * 1024) } }} | ${'bytes together; at most 262144 are possible'}
  `('$says', ({ change, says }) => {
    expect(errorsOf({ service: metadata(change) })).toEqual([
      expect.stringContaining(says),
    ]);
  });
});
