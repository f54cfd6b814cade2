import { chooseEvictions } from './eviction';

const artifact = (digest: string, lastUsedAt: number, isInUse = false) => ({
  digest,
  bytes: 100,
  lastUsedAt,
  isInUse,
});

describe('chooseEvictions', () => {
  const three = [artifact('new', 3), artifact('old', 1), artifact('mid', 2)];

  it.each`
    situation                          | artifacts                             | bytes  | expected
    ${'nothing to free'}               | ${three}                              | ${0}   | ${[]}
    ${'the longest unused goes first'} | ${three}                              | ${1}   | ${['old']}
    ${'no more than needed'}           | ${three}                              | ${100} | ${['old']}
    ${'as many as needed'}             | ${three}                              | ${101} | ${['old', 'mid']}
    ${'all if it must be'}             | ${three}                              | ${300} | ${['old', 'mid', 'new']}
    ${'none if all are not enough'}    | ${three}                              | ${301} | ${undefined}
    ${'what is in use stays'}          | ${[artifact('a', 1, true), three[0]]} | ${1}   | ${['new']}
    ${'none if the rest is in use'}    | ${[artifact('a', 1, true)]}           | ${1}   | ${undefined}
  `('$situation', ({ artifacts, bytes, expected }) => {
    expect(chooseEvictions(artifacts, bytes)).toEqual(expected);
  });
});
