import { ConfigReader } from '@backstage/config';
import { readKubernetesConfig } from './readKubernetesConfig';

const read = (kubernetes?: object, more: object = {}) =>
  readKubernetesConfig(
    new ConfigReader({
      modelServing: {
        clusters: [{ name: 'lab', driver: 'kubernetes', kubernetes }],
        ...more,
      },
    }),
    'lab',
    '1.2.3',
  );

describe('readKubernetesConfig', () => {
  it('needs no more than how the API server is reached', () => {
    expect(read({ inCluster: true })).toEqual({
      access: { kind: 'in-cluster' },
      namespaces: ['default'],
      watchesCluster: false,
      modelServer: { image: 'ghcr.io/greenroom/model-server:1.2.3' },
      pods: {
        storageInitializer: {
          image: 'ghcr.io/greenroom/storage-initializer:1.2.3',
        },
        drainSeconds: 5,
        gatewayHost: 'greenroom-gateway.greenroom.svc',
      },
      gateway: { namespace: 'greenroom', service: 'greenroom-gateway' },
      maxReplicas: 100,
      kserveNamespace: 'kserve',
      runtimes: [],
    });
  });

  it.each`
    situation                   | kubernetes                                                    | access
    ${'where kubectl looks'}    | ${{ kubeconfig: {} }}                                         | ${{ kind: 'kubeconfig' }}
    ${'a file and a context'}   | ${{ kubeconfig: { file: '/k', context: 'c' } }}               | ${{ kind: 'kubeconfig', file: '/k', context: 'c' }}
    ${'an address and a token'} | ${{ url: 'https://k:6443', token: 't', caData: 'Y2E=' }}      | ${{ kind: 'url', url: 'https://k:6443', token: 't', caData: 'Y2E=', skipTLSVerify: false }}
    ${'a token that is a file'} | ${{ url: 'https://k', tokenFile: '/t', skipTLSVerify: true }} | ${{ kind: 'url', url: 'https://k', tokenFile: '/t', skipTLSVerify: true }}
  `('reads $situation', ({ kubernetes, access }) => {
    expect(read(kubernetes).access).toEqual(access);
  });

  it.each`
    impersonate                              | is
    ${{}}                                    | ${{ user: '{ref}' }}
    ${{ user: '{name}@example.com' }}        | ${{ user: '{name}@example.com' }}
    ${{ user: '{name}', group: 'g:{name}' }} | ${{ user: '{name}', group: 'g:{name}' }}
  `('lets people act by $impersonate', ({ impersonate, is }) => {
    const config = read({ inCluster: true, impersonate });
    expect(config.impersonate).toEqual(is);
  });

  it.each([{ user: 'portal' }, { group: 'system:{name}' }])(
    'refuses to let people act by %j',
    impersonate => {
      expect(() => read({ inCluster: true, impersonate })).toThrow(
        'must hold {ref} or {name}',
      );
    },
  );

  it.each([
    [
      'an Ingress class',
      {
        ingressClassName: 'nginx',
        domain: 'models.example',
        urlScheme: 'https',
        annotations: { 'a/b': 'c' },
      },
      { kind: 'Ingress', className: 'nginx', annotations: { 'a/b': 'c' } },
    ],
    [
      'a Gateway',
      { parent: { namespace: 'edge', name: 'public', sectionName: 'https' } },
      {
        kind: 'HTTPRoute',
        parent: { namespace: 'edge', name: 'public', sectionName: 'https' },
        annotations: {},
      },
    ],
  ])('lets requests in by %s', (_what, routes, exposure) => {
    const config = read({ inCluster: true, gateway: { routes } });
    expect(config.exposure).toEqual({
      ...exposure,
      backend: { namespace: 'greenroom', service: 'greenroom-gateway' },
    });
    expect([config.domain, config.urlScheme]).toEqual(
      'domain' in routes ? ['models.example', 'https'] : [undefined, undefined],
    );
  });

  it('takes images, gateway and limits that are said', () => {
    const config = read(
      {
        kubeconfig: {},
        images: {
          modelServer: 'm:1',
          storageInitializer: 's:1',
          pullPolicy: 'Never',
        },
        gateway: {
          namespace: 'edge',
          service: 'door',
          url: 'https://models.example/',
        },
        maxReplicas: 7,
        drainSeconds: 0,
        watchCluster: true,
      },
      { namespaces: ['a', 'b'] },
    );
    expect(config).toMatchObject({
      namespaces: ['a', 'b'],
      watchesCluster: true,
      modelServer: { image: 'm:1', imagePullPolicy: 'Never' },
      pods: {
        storageInitializer: { image: 's:1', imagePullPolicy: 'Never' },
        drainSeconds: 0,
        gatewayHost: 'door.edge.svc',
      },
      gateway: {
        namespace: 'edge',
        service: 'door',
        url: 'https://models.example',
      },
      maxReplicas: 7,
    });
  });

  it.each`
    situation                    | kubernetes                                              | message
    ${'nothing is said'}         | ${undefined}                                            | ${'modelServing.clusters[lab].kubernetes is missing'}
    ${'no way is named'}         | ${{ maxReplicas: 3 }}                                   | ${'says nothing; say how the API server is reached by one of kubeconfig'}
    ${'two ways are named'}      | ${{ kubeconfig: {}, url: 'https://k', token: 't' }}     | ${'says kubeconfig and url'}
    ${'nobody says who we are'}  | ${{ url: 'https://k' }}                                 | ${'url needs a token or a tokenFile'}
    ${'the address is no URL'}   | ${{ url: 'k:6443', token: 't' }}                        | ${"kubernetes.url: 'k:6443' is not a URL"}
    ${'the gateway has no URL'}  | ${{ inCluster: true, gateway: { url: 'models' } }}      | ${"gateway.url: 'models' is not a URL"}
    ${'nobody lets anybody in'}  | ${{ inCluster: true, gateway: { routes: {} } }}         | ${'gateway.routes: name either an ingressClassName, or the Gateway as parent'}
    ${'no replicas are allowed'} | ${{ inCluster: true, maxReplicas: 0 }}                  | ${'maxReplicas: 0 is not a whole number from 1 on'}
    ${'the policy is none'}      | ${{ inCluster: true, images: { pullPolicy: 'Often' } }} | ${"pullPolicy: 'Often' is none of Always"}
  `('says what is wrong when $situation', ({ kubernetes, message }) => {
    expect(() => read(kubernetes)).toThrow(message);
  });
});
