import {
  httpRouteProblem,
  HttpRoute,
  renderGatewayAlias,
  renderHttpRoute,
  renderIngress,
} from '.';

const exposed = {
  service: { cluster: 'kube', namespace: 'demo', name: 'iris' },
  serviceUid: 'uid-1',
  hosts: ['iris-demo.models.example', 'iris-predictor-demo.models.example'],
};
const common = {
  backend: { namespace: 'greenroom', service: 'greenroom-gateway' },
  annotations: { 'example.com/timeout': '60' },
};
const http = {
  ...common,
  kind: 'HTTPRoute' as const,
  parent: { namespace: 'edge', name: 'public', sectionName: 'https' },
};

describe('what lets requests in from outside', () => {
  it('is an Ingress of KServe’s name, in which every host leads to our gateway', () => {
    const ingress = renderIngress(exposed, {
      ...common,
      kind: 'Ingress',
      className: 'nginx',
    });
    expect(ingress.metadata).toMatchObject({
      name: 'iris',
      namespace: 'demo',
      annotations: common.annotations,
      labels: { 'serving.kserve.io/inferenceservice': 'iris' },
    });
    expect(ingress.spec!.ingressClassName).toBe('nginx');
    expect(
      ingress.spec!.rules!.map(({ host, http: rule }) => [
        host,
        rule!.paths[0].path,
        rule!.paths[0].backend.service,
      ]),
    ).toEqual(
      exposed.hosts.map(host => [
        host,
        '/',
        { name: 'iris', port: { number: 80 } },
      ]),
    );
    expect(renderGatewayAlias(exposed, common).spec).toMatchObject({
      type: 'ExternalName',
      externalName: 'greenroom-gateway.greenroom.svc.cluster.local',
    });
  });

  it('has the annotations of the service, under those that the operator wants on all', () => {
    const annotations = {
      'nginx.ingress.kubernetes.io/proxy-body-size': '64m',
      'example.com/timeout': '3600',
    };
    const annotated = { ...exposed, annotations };
    const wanted = { ...annotations, ...common.annotations };
    const ingress = renderIngress(annotated, {
      ...common,
      kind: 'Ingress',
      className: 'nginx',
    });
    expect(ingress.metadata!.annotations).toEqual(wanted);
    expect(renderHttpRoute(annotated, http).metadata!.annotations).toEqual(
      wanted,
    );
  });

  it('is an HTTPRoute with KServe’s path and headers, of the Gateway that the configuration names', () => {
    const { metadata, spec } = renderHttpRoute(exposed, http);
    expect(metadata?.name).toBe('iris');
    expect(spec.hostnames).toEqual(exposed.hosts);
    expect(spec.parentRefs).toEqual([
      { group: 'gateway.networking.k8s.io', kind: 'Gateway', ...http.parent },
    ]);
    expect(spec.rules).toEqual([
      expect.objectContaining({
        matches: [{ path: { type: 'RegularExpression', value: '^/.*$' } }],
        backendRefs: [
          expect.objectContaining({
            name: 'greenroom-gateway',
            namespace: 'greenroom',
            port: 80,
          }),
        ],
      }),
    ]);
    expect(JSON.stringify(spec.rules)).toContain(
      '{"name":"KServe-Isvc-Namespace","value":"demo"}',
    );
  });

  it.each<[string, HttpRoute['status'], RegExp]>([
    ['nobody answered', undefined, /no Gateway has answered/],
    ['nobody is named', { parents: [] }, /no Gateway has answered/],
    [
      'it is refused',
      {
        parents: [
          {
            conditions: [
              { type: 'Accepted', status: 'True' },
              {
                type: 'ResolvedRefs',
                status: 'False',
                reason: 'RefNotPermitted',
                message: 'no ReferenceGrant',
              },
            ],
          },
        ],
      },
      /RefNotPermitted: no ReferenceGrant/,
    ],
    [
      'it is accepted',
      { parents: [{ conditions: [{ type: 'Accepted', status: 'True' }] }] },
      /^no problem$/,
    ],
  ])('says of an HTTPRoute that %s', (_what, status, says) => {
    const problem = httpRouteProblem({
      ...renderHttpRoute(exposed, http),
      ...(status ? { status } : {}),
    });
    expect(problem ?? 'no problem').toMatch(says);
  });
});
