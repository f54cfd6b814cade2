import { GRACE_MS, whenToTakeBack } from './whenToTakeBack';

const now = 1_000_000;
const DENIED_MS = 30 * 60_000;
const unused = (version: string) => ({ state: 'unused', version });
const waiting = (version?: string) => ({
  ...(version && { version }),
  due: now,
});

describe('whenToTakeBack', () => {
  it.each`
    answer                               | known           | next                                      | because
    ${{ state: 'used' }}                 | ${undefined}    | ${{ isOver: false }}                      | ${'something names it'}
    ${{ state: 'used' }}                 | ${waiting('1')} | ${{ isOver: false }}                      | ${'something names it by now'}
    ${{ state: 'unknown', why: 'lost' }} | ${waiting('1')} | ${{ isOver: false }}                      | ${'nobody can tell'}
    ${unused('1')}                       | ${undefined}    | ${{ version: '1', due: now + GRACE_MS }}  | ${'somebody may be about to use it'}
    ${unused('2')}                       | ${waiting('1')} | ${{ version: '2', due: now + GRACE_MS }}  | ${'it was given once more'}
    ${{ state: 'gone' }}                 | ${undefined}    | ${{ due: now + GRACE_MS }}                | ${'it may be about to be written'}
    ${unused('1')}                       | ${waiting()}    | ${{ version: '1', due: now + GRACE_MS }}  | ${'it has been written by now'}
    ${{ state: 'gone' }}                 | ${waiting('1')} | ${{ isOver: true }}                       | ${'it was taken'}
    ${{ state: 'gone' }}                 | ${waiting()}    | ${{ isOver: true }}                       | ${'it never came'}
    ${{ state: 'denied' }}               | ${waiting('1')} | ${{ version: '1', due: now + DENIED_MS }} | ${'somebody has to grant the right'}
    ${{ state: 'denied' }}               | ${undefined}    | ${{ due: now + DENIED_MS }}               | ${'somebody has to grant the right to look'}
  `('after $answer.state with $known: $because', ({ answer, known, next }) => {
    expect(whenToTakeBack(answer, known, now)).toEqual(
      'isOver' in next ? next : { isOver: false, unused: next },
    );
  });
});
