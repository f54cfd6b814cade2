import { mockServices } from '@backstage/backend-test-utils';
import { readOptions } from './config';

const read = (modelServing: object) =>
  readOptions(mockServices.rootConfig({ data: { modelServing } as never }));

describe('readOptions', () => {
  it('offers this machine and one project when nothing is configured', () => {
    expect(read({})).toEqual({
      clusters: [
        {
          name: 'local',
          driver: 'local',
          title: 'local',
          isDefault: true,
          path: 'modelServing.clusters',
        },
      ],
      namespaces: ['default'],
      ingress: {
        domain: 'localhost',
        domainTemplate: '{{ .Name }}-{{ .Namespace }}.{{ .IngressDomain }}',
        urlScheme: 'http',
      },
      onShutdown: 'by-signal',
      tokensMayNeverExpire: false,
    });
  });

  it.each`
    situation                         | clusters                                                                   | expected
    ${'the first one is the default'} | ${[{ name: 'a', driver: 'x' }, { name: 'b', driver: 'x' }]}                | ${'a'}
    ${'a marked one is the default'}  | ${[{ name: 'a', driver: 'x' }, { name: 'b', driver: 'x', default: true }]} | ${'b'}
  `('$situation', ({ clusters, expected }) => {
    const isDefault = read({ clusters }).clusters.filter(c => c.isDefault);
    expect(isDefault.map(c => c.name)).toEqual([expected]);
  });

  it.each`
    situation                   | data                                                                                                    | message
    ${'a name used twice'}      | ${{ clusters: [{ name: 'a', driver: 'x' }, { name: 'a', driver: 'x' }] }}                               | ${"modelServing.clusters[1].name 'a' is used twice"}
    ${'a name that is none'}    | ${{ clusters: [{ name: 'A b', driver: 'x' }] }}                                                         | ${"modelServing.clusters[0].name 'A b' is not a name"}
    ${'no cluster at all'}      | ${{ clusters: [] }}                                                                                     | ${'modelServing.clusters is empty'}
    ${'two default clusters'}   | ${{ clusters: [{ name: 'a', driver: 'x', default: true }, { name: 'b', driver: 'x', default: true }] }} | ${'only one cluster can be the default one'}
    ${'no driver'}              | ${{ clusters: [{ name: 'a' }] }}                                                                        | ${'modelServing.clusters[0].driver'}
    ${'no project'}             | ${{ namespaces: [] }}                                                                                   | ${'modelServing.namespaces is empty'}
    ${'a project that is none'} | ${{ namespaces: ['ok', 'No'] }}                                                                         | ${"modelServing.namespaces[1] 'No' is not a name"}
    ${'an unknown policy'}      | ${{ onShutdown: 'maybe' }}                                                                              | ${"modelServing.onShutdown is 'maybe'; it must be one of keep, stop, by-signal"}
    ${'an unknown scheme'}      | ${{ ingress: { urlScheme: 'ftp' } }}                                                                    | ${"modelServing.ingress.urlScheme is 'ftp'"}
  `('names the key of $situation', ({ data, message }) => {
    expect(() => read(data)).toThrow(message);
  });
});
