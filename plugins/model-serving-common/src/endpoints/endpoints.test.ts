import { irisService, localSettings } from '../__fixtures__';
import { ModelMetadata } from './types';
import { endpointsOf } from './endpointsOf';
import { hostNameIfValid, hostNameOf, pathPrefixOf } from './hostName';
import { inferPath } from './inferPath';
import { openAiBaseOf } from './openAi';
import { openApiDocument } from './openApiDocument';
import { sampleRequest } from './sampleRequest';

const metadata: ModelMetadata = {
  name: 'iris',
  inputs: [
    { name: 'X', datatype: 'FP32', shape: [-1, 4] },
    { name: 'flag', datatype: 'BOOL', shape: [2] },
    { name: 'label', datatype: 'BYTES', shape: [] },
    { name: 'ids', datatype: 'INT64', shape: [1, 2] },
  ],
  outputs: [{ name: 'label', datatype: 'INT64', shape: [-1] }],
};

describe('hostNameOf', () => {
  const host = (domainTemplate: string, change = {}) =>
    hostNameOf({
      name: 'model',
      namespace: 'test',
      settings: {
        ingress: {
          domain: 'example.com',
          urlScheme: 'http',
          domainTemplate,
          ...change,
        },
      },
    });
  it.each`
    template                                               | expected
    ${'{{ .Name }}-{{ .Namespace }}.{{ .IngressDomain }}'} | ${'model-test.example.com'}
    ${'{{ .Name }}.{{ .Namespace }}.{{ .IngressDomain }}'} | ${'model.test.example.com'}
    ${'{{.Name}}.models'}                                  | ${'model.models'}
  `('$template → $expected', ({ template, expected }) => {
    expect(host(template)).toBe(expected);
  });

  it.each`
    template                                               | says
    ${'{{ .Name }}_{{ .Namespace }}_{{ .IngressDomain }}'} | ${'invalid domain name "model_test_example.com"'}
    ${'{{ .Name }}'}                                       | ${'invalid domain name "model"'}
    ${'{{ .Name }}.{{ .Cluster }}'}                        | ${'unknown variable ".Cluster"'}
    ${`${'a'.repeat(64)}.x`}                               | ${'invalid domain name'}
  `('$template is an error', ({ template, says }) => {
    expect(() => host(template)).toThrow(says);
  });

  it('is not there for a name that is too long for a label, if one asks whether it is', () => {
    const of = (name: string) =>
      hostNameIfValid({ name, namespace: 'demo', settings: localSettings });
    expect(of('iris')).toBe('iris-demo.localhost');
    expect(of('a'.repeat(60))).toBeUndefined();
  });
});

describe('endpointsOf', () => {
  const endpoints = (change = {}, labels = {}) =>
    endpointsOf({
      service: irisService(service => {
        service.metadata.labels = labels;
      }),
      protocol: 'v2',
      modelName: 'iris',
      settings: { ...localSettings, ...change },
    });

  it('have a base for clients of OpenAI’s API where the server has that', () => {
    const of = (serverType: string) =>
      endpointsOf({
        service: irisService(),
        protocol: 'v2',
        modelName: 'iris',
        settings: localSettings,
        openAiBase: openAiBaseOf({
          annotations: { 'serving.kserve.io/server-type': serverType },
        }),
      }).map(({ openAiUrl }) => openAiUrl);
    expect(of('mlserver')).toEqual([undefined, undefined]);
    expect(of('vllmserver')).toEqual([
      'http://localhost:8080/serving/demo/iris/v1',
      'http://iris-demo.localhost:8080/v1',
    ]);
    expect(of('huggingfaceserver')[0]).toBe(
      'http://localhost:8080/serving/demo/iris/openai/v1',
    );
  });

  it('tell how gRPC reaches the service where it has that, by the name of its host', () => {
    const service = irisService();
    const of = (change: object) =>
      endpointsOf({
        service,
        protocol: 'v2',
        modelName: 'iris',
        settings: localSettings,
        ...change,
      }).map(({ grpc }) => grpc);
    const grpc = {
      target: 'localhost:8080',
      authority: 'iris-demo.localhost',
      isTls: false,
    };
    expect(of({})).toEqual([undefined, undefined]);
    expect(of({ offersGrpc: true })).toEqual([grpc, grpc]);
    expect(of({ protocol: 'grpc-v2' })).toEqual([grpc, grpc]);
    const gatewayUrl = 'https://models.example.com';
    expect(
      of({ offersGrpc: true, settings: { ...localSettings, gatewayUrl } })[0],
    ).toEqual({ ...grpc, target: 'models.example.com:443', isTls: true });
  });

  it('are the path form, for any client, then the host form', () => {
    expect(endpoints()).toEqual([
      {
        kind: 'path',
        url: 'http://localhost:8080/serving/demo/iris',
        inferUrl:
          'http://localhost:8080/serving/demo/iris/v2/models/iris/infer',
        protocol: 'v2',
        visibility: 'machine',
        preferred: true,
      },
      {
        kind: 'host',
        url: 'http://iris-demo.localhost:8080',
        inferUrl: 'http://iris-demo.localhost:8080/v2/models/iris/infer',
        protocol: 'v2',
        visibility: 'machine',
        preferred: false,
      },
    ]);
    expect(pathPrefixOf({ namespace: 'demo', name: 'iris' })).toBe(
      '/serving/demo/iris',
    );
  });

  it('are the host form first where requests for hosts are let in, at the port of who lets them in', () => {
    const { ingress } = localSettings;
    const [first, second] = endpointsOf({
      service: irisService(),
      protocol: 'v2',
      modelName: 'iris',
      settings: {
        ...localSettings,
        gatewayUrl: 'http://greenroom-gateway.greenroom.svc.cluster.local',
        ingress: {
          ...ingress,
          domain: 'models.example',
          urlScheme: 'https',
          isRouted: true,
        },
      },
    });
    expect(first).toMatchObject({
      kind: 'host',
      url: 'https://iris-demo.models.example',
      visibility: 'external',
      preferred: true,
    });
    expect(second).toMatchObject({
      kind: 'path',
      visibility: 'cluster',
      preferred: false,
    });
  });

  it('are none while the gateway is not known', () => {
    expect(endpoints({ gatewayUrl: undefined })).toEqual([]);
    expect(endpoints({ gatewayUrl: 'not a url' })).toEqual([]);
  });

  it('leave out a host name that cannot be', () => {
    const ingress = { ...localSettings.ingress, domainTemplate: '{{ .Name }}' };
    expect(endpoints({ ingress }).map(entry => entry.kind)).toEqual(['path']);
  });

  it.each`
    gatewayUrl                       | domain                 | labels                                                    | path          | host
    ${'http://127.0.0.1:8080'}       | ${'localhost'}         | ${{}}                                                     | ${'machine'}  | ${'machine'}
    ${'http://[::1]:8080'}           | ${'localhost'}         | ${{}}                                                     | ${'machine'}  | ${'machine'}
    ${'https://models.acme.com/'}    | ${'models.acme.com'}   | ${{}}                                                     | ${'external'} | ${'external'}
    ${'https://models.acme.com/'}    | ${'models.acme.com'}   | ${{ 'networking.kserve.io/visibility': 'cluster-local' }} | ${'cluster'}  | ${'cluster'}
    ${'http://gw.svc.cluster.local'} | ${'svc.cluster.local'} | ${{}}                                                     | ${'cluster'}  | ${'cluster'}
  `(
    'at $gatewayUrl with $labels are reached from: $path',
    ({ gatewayUrl, domain, labels, path, host }) => {
      const ingress = { ...localSettings.ingress, domain };
      const found = endpoints({ gatewayUrl, ingress }, labels);
      expect(found.map(entry => entry.visibility)).toEqual([path, host]);
      expect(found.every(entry => !entry.url.endsWith('/'))).toBe(true);
    },
  );
});

describe('inferPath', () => {
  it.each`
    protocol     | path
    ${'v1'}      | ${'/v1/models/a%2Fb:predict'}
    ${'v2'}      | ${'/v2/models/a%2Fb/infer'}
    ${'grpc-v2'} | ${'/inference.GRPCInferenceService/ModelInfer'}
    ${'grpc-v1'} | ${'/tensorflow.serving.PredictionService/Predict'}
  `('$protocol: $path', ({ protocol, path }) => {
    expect(inferPath(protocol, 'a/b')).toBe(path);
  });
});

describe('sampleRequest', () => {
  it('has the real tensors, one for each free dimension, plausible values', () => {
    expect(
      sampleRequest({ protocol: 'v2', metadata, modelName: 'iris' }),
    ).toEqual({
      inputs: [
        {
          name: 'X',
          datatype: 'FP32',
          shape: [1, 4],
          data: [5.1, 3.5, 1.4, 0.2],
        },
        { name: 'flag', datatype: 'BOOL', shape: [2], data: [true, false] },
        { name: 'label', datatype: 'BYTES', shape: [], data: ['text'] },
        { name: 'ids', datatype: 'INT64', shape: [1, 2], data: [1, 2] },
      ],
    });
  });

  it('is generic while the metadata is unknown', () => {
    for (const known of [undefined, { ...metadata, inputs: [] }]) {
      expect(
        sampleRequest({ protocol: 'v2', metadata: known, modelName: 'iris' }),
      ).toEqual({
        inputs: [
          {
            name: 'input-0',
            datatype: 'FP32',
            shape: [1, 4],
            data: [5.1, 3.5, 1.4, 0.2],
          },
        ],
      });
    }
  });

  it('has instances for V1: bare for one input, by name for several', () => {
    expect(sampleRequest({ protocol: 'v1', modelName: 'iris' })).toEqual({
      instances: [[5.1, 3.5, 1.4, 0.2]],
    });
    expect(
      sampleRequest({ protocol: 'v1', metadata, modelName: 'iris' }),
    ).toEqual({
      instances: [
        { X: [5.1, 3.5, 1.4, 0.2], flag: true, label: 'text', ids: [1, 2] },
      ],
    });
  });

  it('fills a large tensor, and never makes a huge one', () => {
    const sampleOf = (shape: number[]) =>
      sampleRequest({
        protocol: 'v2',
        modelName: 'm',
        metadata: {
          ...metadata,
          inputs: [{ name: 'image', datatype: 'FP32', shape }],
        },
      });
    const { inputs } = sampleOf([-1, 3, 224, 224]) as {
      inputs: { data: number[] }[];
    };
    expect(inputs[0].data.flat(3)).toHaveLength(150_528);
    expect(sampleOf([1e9, 1e9])).toMatchObject({
      inputs: [{ shape: [1, 1], data: [5.1] }],
    });
  });
});

describe('openApiDocument', () => {
  const document = (change = {}) =>
    openApiDocument({
      title: 'Iris',
      version: '1',
      endpoints: endpointsOf({
        service: irisService(),
        protocol: 'v2',
        modelName: 'iris',
        settings: localSettings,
      }),
      protocol: 'v2',
      modelName: 'iris',
      metadata,
      ...change,
    });

  it('describes the prediction with the real tensors', () => {
    expect(document()).toMatchObject({
      openapi: '3.1.0',
      info: { title: 'Iris', version: '1' },
      servers: [
        { url: 'http://localhost:8080/serving/demo/iris' },
        { url: 'http://iris-demo.localhost:8080' },
      ],
      paths: {
        '/v2/models/iris': {},
        '/v2/models/iris/ready': {},
        '/v2/health/ready': {},
        '/v2/models/iris/infer': {
          post: {
            operationId: 'predict',
            requestBody: {
              content: {
                'application/json': {
                  example: { inputs: [{ name: 'X' }, {}, {}, {}] },
                  schema: {
                    properties: {
                      inputs: {
                        minItems: 4,
                        maxItems: 4,
                        prefixItems: [
                          {
                            properties: {
                              name: { const: 'X' },
                              datatype: { const: 'FP32' },
                              shape: {
                                prefixItems: [
                                  { type: 'integer', minimum: 1 },
                                  { const: 4 },
                                ],
                              },
                            },
                          },
                          {},
                          {},
                          {},
                        ],
                      },
                    },
                  },
                },
              },
            },
          },
        },
      },
    });
  });

  it.each`
    protocol     | metadata     | path
    ${'v1'}      | ${undefined} | ${'/v1/models/iris:predict'}
    ${'v1'}      | ${metadata}  | ${'/v1/models/iris:predict'}
    ${'v2'}      | ${undefined} | ${'/v2/models/iris/infer'}
    ${'grpc-v2'} | ${undefined} | ${'/inference.GRPCInferenceService/ModelInfer'}
  `(
    'is there for $protocol, whether or not the metadata is known',
    ({ path, ...change }) => {
      const { paths, servers } = document({ ...change, endpoints: [] }) as {
        paths: Record<string, unknown>;
        servers: unknown[];
      };
      expect(Object.keys(paths)).toContain(path);
      expect(servers).toEqual([]);
    },
  );

  it('leaves a large example out', () => {
    const large = {
      ...metadata,
      inputs: [{ name: 'image', datatype: 'FP32', shape: [1, 3, 224, 224] }],
    };
    expect(JSON.stringify(document({ metadata: large })).length).toBeLessThan(
      8000,
    );
  });
});
