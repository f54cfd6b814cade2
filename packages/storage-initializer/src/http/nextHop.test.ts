import { nextHop } from './nextHop';

describe('nextHop', () => {
  it.each`
    from                   | location                | to
    ${'https://a.test/x'}  | ${'https://b.test/y?z'} | ${'https://b.test/y?z'}
    ${'https://a.test/x/'} | ${'../y'}               | ${'https://a.test/y'}
    ${'https://a.test/x'}  | ${'//b.test/y'}         | ${'https://b.test/y'}
    ${'http://a.test/x'}   | ${'https://a.test/x'}   | ${'https://a.test/x'}
    ${'http://a.test/x'}   | ${'http://b.test/y'}    | ${'http://b.test/y'}
  `('goes from $from by $location to $to', ({ from, location, to }) => {
    expect(nextHop(new URL(from), location, 0).href).toBe(to);
  });

  it.each`
    location                    | hops  | words
    ${'http://a.test/x'}        | ${0}  | ${/from https to http at a\.test.*not followed/}
    ${'https://b.test/'}        | ${10} | ${/more than 10 times/}
    ${'https://['}              | ${0}  | ${/no address/}
    ${'file:///etc/passwd'}     | ${0}  | ${/not supported/}
    ${'https://u:hush@b.test/'} | ${0}  | ${/user name or password/}
  `('does not follow $location after $hops', ({ location, hops, words }) => {
    const follow = () => nextHop(new URL('https://a.test/'), location, hops);
    expect(follow).toThrow(words);
    expect(follow).not.toThrow('hush');
  });
});
