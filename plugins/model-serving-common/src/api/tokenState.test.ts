import { tokenStateOf } from './tokenState';

const at = (day: number) => new Date(Date.UTC(2026, 0, 1 + day)).toISOString();

describe('tokenStateOf', () => {
  it.each`
    situation                       | token                                                    | day    | state
    ${'a new one'}                  | ${{ expiresAt: at(90) }}                                 | ${0}   | ${'active'}
    ${'one that never expires'}     | ${{}}                                                    | ${999} | ${'active'}
    ${'90 days, 15 before its end'} | ${{ expiresAt: at(90) }}                                 | ${75}  | ${'active'}
    ${'90 days, 14 before its end'} | ${{ expiresAt: at(90) }}                                 | ${76}  | ${'expiring'}
    ${'10 days, 3 before its end'}  | ${{ expiresAt: at(10) }}                                 | ${7}   | ${'active'}
    ${'10 days, 2 before its end'}  | ${{ expiresAt: at(10) }}                                 | ${8}   | ${'expiring'}
    ${'at its end'}                 | ${{ expiresAt: at(10) }}                                 | ${10}  | ${'expired'}
    ${'replaced, still good'}       | ${{ expiresAt: at(90), endsAt: at(5) }}                  | ${4}   | ${'rotating'}
    ${'replaced, no longer good'}   | ${{ expiresAt: at(90), endsAt: at(5) }}                  | ${5}   | ${'expired'}
    ${'revoked, whatever else'}     | ${{ expiresAt: at(1), endsAt: at(1), revokedAt: at(0) }} | ${9}   | ${'revoked'}
  `('$situation is $state', ({ token, day, state }) => {
    expect(
      tokenStateOf({ createdAt: at(0), ...token }, Date.parse(at(day))),
    ).toBe(state);
  });
});
