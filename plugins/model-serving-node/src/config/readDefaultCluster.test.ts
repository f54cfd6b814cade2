import { ConfigReader } from '@backstage/config';
import { readDefaultCluster } from './readDefaultCluster';

describe('readDefaultCluster', () => {
  it.each`
    situation                             | clusters                                         | name
    ${'no clusters are configured'}       | ${undefined}                                     | ${'local'}
    ${'none is marked: the first'}        | ${[{ name: 'a' }, { name: 'b' }]}                | ${'a'}
    ${'one is marked'}                    | ${[{ name: 'a' }, { name: 'b', default: true }]} | ${'b'}
    ${'one is marked as not the default'} | ${[{ name: 'a', default: false }]}               | ${'a'}
  `('$situation', ({ clusters, name }) => {
    expect(
      readDefaultCluster(new ConfigReader({ modelServing: { clusters } })),
    ).toBe(name);
  });
});
