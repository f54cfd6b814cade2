import { stillHeld } from './stillHeld';

const AT = Date.UTC(2026, 10, 21, 12);
const trip = (revision: string) => ({
  revision,
  percent: 20,
  at: new Date(AT).toISOString(),
  because: 'it failed',
});
const record = {
  rolledOut: 'v1',
  guard: trip('v2'),
  guards: [trip('blue'), trip('green')],
};

describe('stillHeld', () => {
  it.each`
    situation                        | allowed                                      | held
    ${'nobody let any go on'}        | ${[]}                                        | ${['v2', 'blue', 'green']}
    ${'the newest revision goes on'} | ${[['v2', AT + 1]]}                          | ${['blue', 'green']}
    ${'one of the named ones does'}  | ${[['green', AT]]}                           | ${['v2', 'blue']}
    ${'one that was stopped again'}  | ${[['blue', AT - 1]]}                        | ${['v2', 'blue', 'green']}
    ${'all of them'}                 | ${[['v2', AT], ['blue', AT], ['green', AT]]} | ${[]}
  `('$situation: $held', ({ allowed, held }) => {
    const { guard, guards = [], ...rest } = stillHeld(record, new Map(allowed));
    const left = [...(guard ? [guard] : []), ...guards];
    expect(left.map(({ revision }) => revision)).toEqual(held);
    expect(rest).toEqual({ rolledOut: 'v1' });
  });
});
