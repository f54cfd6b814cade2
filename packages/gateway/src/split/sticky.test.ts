import { stickyOf } from './sticky';

const sticky = (weight: number, from: 'header' | 'cookie' = 'header') =>
  stickyOf({
    id: 'demo/iris',
    split: { sticky: { from, name: 'x-user', canary: 'demo/iris-2' } },
    targets: [
      { revision: 'demo/iris-1', weight: 100 - weight },
      { revision: 'demo/iris-2', weight },
    ],
  });
const users = Array.from({ length: 2_000 }, (_, i) => `user-${i}`);
const onCanary = (weight: number) =>
  users.filter(user => sticky(weight)?.choose(['X-User', user]) === 1);

describe('sticky requests', () => {
  it('stay on the canary while its share grows', () => {
    const small = onCanary(10);
    expect(small.length / users.length).toBeCloseTo(0.1, 1);
    expect(onCanary(20)).toEqual(expect.arrayContaining(small));
    expect(onCanary(99).length).toBeGreaterThan(users.length * 0.97);
  });

  it.each`
    headers                          | index
    ${['Cookie', 'a=1; x-user=ada']} | ${'one'}
    ${['Cookie', 'x-user=ada']}      | ${'one'}
    ${['Cookie', 'ax-user=ada; b']}  | ${'none'}
    ${['Cookie', 'x-user=']}         | ${'none'}
    ${['X-User', 'ada']}             | ${'none'}
    ${[]}                            | ${'none'}
  `('reads the cookie of $headers: $index', ({ headers, index }) => {
    const chosen = sticky(50, 'cookie')?.choose(headers);
    expect(chosen === -1 ? 'none' : 'one').toBe(index);
  });

  it('are split by nothing where only one side can serve', () => {
    expect(
      stickyOf({
        id: 'demo/iris',
        split: { sticky: { from: 'header', name: 'a', canary: 'demo/iris-2' } },
        targets: [{ revision: 'demo/iris-1', weight: 80 }],
      }),
    ).toBeUndefined();
  });
});
