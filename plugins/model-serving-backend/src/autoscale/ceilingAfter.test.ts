import { Ceiling, ceilingAfter, isWorthTelling } from './ceilingAfter';

const known: Ceiling = { wanted: 7, max: 3, since: 1_000, last: 5_000 };

it.each`
  what                            | before       | look                                                          | after
  ${'begins'}                     | ${undefined} | ${{ at: 9_000, desired: 5, max: 3, isCrowded: true }}         | ${{ wanted: 5, max: 3, since: 9_000, last: 9_000 }}
  ${'goes on'}                    | ${known}     | ${{ at: 9_000, desired: 5, max: 3, isCrowded: true }}         | ${{ wanted: 5, max: 3, since: 1_000, last: 9_000 }}
  ${'waits out a pause'}          | ${known}     | ${{ at: 34_999, desired: 1, max: 3, isCrowded: false }}       | ${known}
  ${'is over'}                    | ${known}     | ${{ at: 35_000, desired: 1, max: 3, isCrowded: false }}       | ${undefined}
  ${'is over with its maximum'}   | ${known}     | ${{ at: 9_000, desired: 5, max: 8, isCrowded: true }}         | ${undefined}
  ${'begins anew at another one'} | ${known}     | ${{ at: 9_000, desired: 9, max: 8, isCrowded: true }}         | ${{ wanted: 9, max: 8, since: 9_000, last: 9_000 }}
  ${'needs those who wait'}       | ${undefined} | ${{ at: 9_000, desired: 5, max: 3, isCrowded: false }}        | ${undefined}
  ${'needs the wish'}             | ${undefined} | ${{ at: 9_000, desired: undefined, max: 3, isCrowded: true }} | ${undefined}
`('$what', ({ before, look, after }) => {
  expect(ceilingAfter(before, look)).toEqual(after);
});

it('is told of when it has lasted', () => {
  expect(isWorthTelling(undefined)).toBe(false);
  expect(isWorthTelling({ ...known, last: 10_999 })).toBe(false);
  expect(isWorthTelling({ ...known, last: 11_000 })).toBe(true);
});
