import { cloudEventHeaders, metadataOf, PayloadRecord } from './cloudEvent';

const record: PayloadRecord = {
  revision: 'demo/iris-predictor-00001',
  spec: {
    url: 'https://sink.example.com/events',
    mode: 'all',
    namespace: 'demo',
    inferenceService: 'iris',
    component: 'predictor',
    endpoint: 'default',
  },
  kind: 'request',
  id: 'e-1',
  time: Date.parse('2026-11-21T09:00:00.123Z'),
  metadata: '{}',
  contentType: 'application/json',
  contentEncoding: undefined,
  data: Buffer.from('{}'),
  isTruncated: false,
};
const now = Date.parse('2026-11-21T09:00:01Z');

describe('cloudEventHeaders', () => {
  it("writes what KServe's agent writes", () => {
    expect(cloudEventHeaders(record, now)).toEqual({
      'ce-specversion': '1.0',
      'ce-id': 'e-1',
      'ce-type': 'org.kubeflow.serving.inference.request',
      'ce-source': 'http://localhost:9081/',
      'ce-time': '2026-11-21T09:00:00.123Z',
      'ce-inferenceservicename': 'iris',
      'ce-namespace': 'demo',
      'ce-component': 'predictor',
      'ce-endpoint': 'default',
      'ce-metadata': '{}',
      'ce-recordedtime': '2026-11-21T09:00:01.000Z',
      'content-type': 'application/json',
    });
  });

  it.each<[string, Partial<PayloadRecord>, Record<string, unknown>]>([
    [
      'the type of an answer',
      { kind: 'response' },
      { 'ce-type': 'org.kubeflow.serving.inference.response' },
    ],
    [
      'a cut body',
      { isTruncated: true },
      { 'ce-truncated': 'true', 'content-type': 'application/json' },
    ],
    [
      'a compressed body as it is',
      { contentEncoding: 'gzip' },
      { 'content-encoding': 'gzip', 'content-type': 'application/json' },
    ],
    [
      'a cut compressed body as bytes',
      { contentEncoding: 'gzip', isTruncated: true },
      {
        'content-encoding': undefined,
        'content-type': 'application/octet-stream',
      },
    ],
    [
      'no type where there was none',
      { contentType: undefined },
      { 'content-type': undefined },
    ],
    [
      'annotations if there are some',
      { spec: { ...record.spec, annotations: { 'a/b': 'ü' } } },
      { 'ce-annotations': '{"a/b":"\\u00fc"}' },
    ],
    [
      'no annotations if there are none',
      { spec: { ...record.spec, annotations: {} } },
      { 'ce-annotations': undefined },
    ],
  ])('tells %s', (_, change, headers) => {
    const all = cloudEventHeaders({ ...record, ...change }, now);
    for (const [name, value] of Object.entries(headers))
      expect(all[name]).toBe(value);
  });
});

describe('metadataOf', () => {
  it.each`
    listed                                                             | raw                                                                                    | metadata
    ${undefined}                                                       | ${['Foo', 'bar']}                                                                      | ${'{}'}
    ${[]}                                                              | ${['Foo', 'bar']}                                                                      | ${'{}'}
    ${['foo']}                                                         | ${['FOO', 'bar']}                                                                      | ${'{"Foo":["bar"]}'}
    ${['X-Test-Key']}                                                  | ${['x-test-key', 'a', 'other', 'b', 'X-TEST-KEY', 'c']}                                | ${'{"X-Test-Key":["a","c"]}'}
    ${['missing']}                                                     | ${['Foo', 'bar']}                                                                      | ${'{}'}
    ${['authorization', 'Cookie', 'X-Api-Key', 'proxy-authorization']} | ${['Authorization', 'a', 'cookie', 'b', 'x-api-key', 'c', 'Proxy-Authorization', 'd']} | ${'{}'}
    ${['foo']}                                                         | ${['Foo', 'é"\u0001']}                                                                 | ${'{"Foo":["\\u00e9\\"\\u0001"]}'}
    ${['__proto__']}                                                   | ${['__proto__', 'x']}                                                                  | ${'{"__proto__":["x"]}'}
  `('repeats $listed of $raw as $metadata', ({ listed, raw, metadata }) => {
    expect(metadataOf(raw, listed)).toBe(metadata);
  });
});
