import { ConfigReader } from '@backstage/config';
import { readKubernetesConfig } from './readKubernetesConfig';

const prod = {
  name: 'prod',
  url: 'https://prod.example:6443',
  authProvider: 'serviceAccount',
  serviceAccountToken: 'theirs',
  caData: 'Y2E=',
};

const read = (
  cluster: object | undefined,
  entry: object = {},
  methods: readonly object[] = [],
) =>
  readKubernetesConfig(
    new ConfigReader({
      kubernetes: {
        clusterLocatorMethods: [
          ...methods,
          { type: 'config', clusters: cluster ? [cluster] : [] },
        ],
      },
      modelServing: {
        clusters: [
          {
            name: 'lab',
            driver: 'kubernetes',
            kubernetes: { backstageCluster: 'prod', ...entry },
          },
        ],
      },
    }),
    'lab',
    '1.2.3',
  ).access;

const { serviceAccountToken: _, ...withoutToken } = prod;
const reached = { kind: 'url', url: prod.url, caData: 'Y2E=' };

describe('a cluster of Backstage’s kubernetes settings', () => {
  it.each`
    situation                      | cluster                                                                                                    | entry                          | access
    ${'its token'}                 | ${prod}                                                                                                    | ${{}}                          | ${{ ...reached, token: 'theirs', skipTLSVerify: false }}
    ${'a token of our own'}        | ${prod}                                                                                                    | ${{ token: 'ours' }}           | ${{ ...reached, token: 'ours', skipTLSVerify: false }}
    ${'a token file of our own'}   | ${{ ...prod, authProvider: 'google', skipTLSVerify: true }}                                                | ${{ tokenFile: '/run/token' }} | ${{ ...reached, tokenFile: '/run/token', skipTLSVerify: true }}
    ${'the pod’s own account'}     | ${withoutToken}                                                                                            | ${{}}                          | ${{ kind: 'in-cluster' }}
    ${'the provider as metadata'}  | ${{ ...prod, authProvider: undefined, authMetadata: { 'kubernetes.io/auth-provider': 'serviceAccount' } }} | ${{}}                          | ${{ ...reached, token: 'theirs', skipTLSVerify: false }}
    ${'a file with the authority'} | ${{ ...prod, caData: undefined, caFile: '/ca' }}                                                           | ${{}}                          | ${{ kind: 'url', url: prod.url, caFile: '/ca', token: 'theirs', skipTLSVerify: false }}
  `('is reached by $situation', ({ cluster, entry, access }) => {
    expect(read(cluster, entry)).toEqual(access);
  });

  it.each`
    situation                        | cluster                              | entry                               | message
    ${'is not there'}                | ${{ ...prod, name: 'test' }}         | ${{}}                               | ${"modelServing.clusters[lab].kubernetes.backstageCluster: 'prod' is none of the clusters in kubernetes.clusterLocatorMethods of type config (test)"}
    ${'is the only one, and is not'} | ${undefined}                         | ${{}}                               | ${'(there is none)'}
    ${'asks for a user'}             | ${{ ...prod, authProvider: 'oidc' }} | ${{}}                               | ${"kubernetes.clusterLocatorMethods[0].clusters[prod].authProvider is 'oidc', which tells nobody who the portal is while no user calls: add a token or a tokenFile of a service account beside modelServing.clusters[lab].kubernetes.backstageCluster"}
    ${'has no address'}              | ${{ ...prod, url: undefined }}       | ${{}}                               | ${'kubernetes.clusterLocatorMethods[0].clusters[prod].url is missing'}
    ${'has a wrong address'}         | ${{ ...prod, url: 'prod:6443' }}     | ${{}}                               | ${"clusters[prod].url: 'prod:6443' is not a URL"}
    ${'is said twice'}               | ${prod}                              | ${{ url: 'https://k', token: 't' }} | ${'says url and backstageCluster'}
  `('is refused when it $situation', ({ cluster, entry, message }) => {
    expect(() => read(cluster, entry)).toThrow(message);
  });

  it('says which types of locators it does not read', () => {
    expect(() => read(undefined, {}, [{ type: 'gke' }])).toThrow(
      'clusters of the types gke are not read',
    );
  });

  it('never shows a token in an error', () => {
    expect(() => read({ ...prod, url: 'x' })).toThrow(
      expect.objectContaining({
        message: expect.not.stringContaining('theirs'),
      }),
    );
  });
});
