import { mergePatch } from '@greenroom/backstage-plugin-model-serving-common';
import { mergePatchBetween } from './mergePatchBetween';

describe('mergePatchBetween', () => {
  it.each`
    situation                           | before                   | after                     | expected
    ${'nothing changed'}                | ${{ a: { b: 1 } }}       | ${{ a: { b: 1 } }}        | ${{}}
    ${'only what differs is named'}     | ${{ a: { b: 1, c: 2 } }} | ${{ a: { b: 3, c: 2 } }}  | ${{ a: { b: 3 } }}
    ${'a field that is gone is null'}   | ${{ a: { b: 1 } }}       | ${{ a: {} }}              | ${{ a: { b: null } }}
    ${'undefined counts as gone'}       | ${{ a: 1, b: 2 }}        | ${{ a: 1, b: undefined }} | ${{ b: null }}
    ${'absent and undefined are same'}  | ${{ a: undefined }}      | ${{}}                     | ${{}}
    ${'lists are replaced as a whole'}  | ${{ a: [1, 2] }}         | ${{ a: [1] }}             | ${{ a: [1] }}
    ${'an object takes a text’s place'} | ${{ a: 'x' }}            | ${{ a: { b: 1 } }}        | ${{ a: { b: 1 } }}
  `('$situation', ({ before, after, expected }) => {
    const patch = mergePatchBetween(before, after);
    expect(patch).toEqual(expected);
    expect(JSON.stringify(mergePatch(before, patch))).toEqual(
      JSON.stringify(after),
    );
  });
});
