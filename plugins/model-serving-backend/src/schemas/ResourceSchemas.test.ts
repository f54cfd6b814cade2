import document from './generated/kserve.json';
import { ResourceSchemas } from './ResourceSchemas';
import type { CrdDocument } from './types';

const schemas = ResourceSchemas.create();

const service = (predictor: object, spec: object = {}) => ({
  apiVersion: 'serving.kserve.io/v1beta1',
  kind: 'InferenceService',
  metadata: { name: 'iris', namespace: 'demo' },
  spec: { predictor, ...spec },
});
const model = (change: object) => ({
  model: { modelFormat: { name: 'onnx' }, ...change },
});
const checkService = (sent: unknown) => schemas.check('InferenceService', sent);
const lines = (messages: readonly { path: string; message: string }[]) =>
  messages.map(({ path, message }) => `${path}: ${message}`);

const P = 'spec.predictor';
const M = `${P}.model`;
const QUANTITY =
  "'^(\\+|-)?(([0-9]+(\\.[0-9]*)?)|(\\.[0-9]+))(([KMGTPE]i)|[numkMGTPE]|([eE](\\+|-)?(([0-9]+(\\.[0-9]*)?)|(\\.[0-9]+))))?$'";

describe('errors in the words of an API server', () => {
  it.each`
    defect                      | sent                                                                    | says
    ${'a text for a number'}    | ${service({ minReplicas: '2' })}                                        | ${`${P}.minReplicas: Invalid value: "2": ${P}.minReplicas in body must be of type integer: "string"`}
    ${'a fraction'}             | ${service({ maxReplicas: 1.5 })}                                        | ${`${P}.maxReplicas: Invalid value: 1.5: ${P}.maxReplicas in body must be of type integer: "number"`}
    ${'more than 32 bits'}      | ${service({ minReplicas: 3e9 })}                                        | ${`${P}.minReplicas: Invalid value: 3000000000: ${P}.minReplicas in body must be of type int32`}
    ${'more than 64 bits'}      | ${service({ timeout: 1e300 })}                                          | ${`${P}.timeout: Invalid value: 1e+300: ${P}.timeout in body must be of type int64`}
    ${'a text for a list'}      | ${service(model({ args: '--x' }))}                                      | ${`${M}.args: Invalid value: "--x": ${M}.args in body must be of type array: "string"`}
    ${'null in a list'}         | ${service(model({ args: ['a', null] }))}                                | ${`${M}.args[1]: Invalid value: null: ${M}.args[1] in body must be of type string: "null"`}
    ${'an entry without name'}  | ${service(model({ env: [{ value: 'a' }] }))}                            | ${`${M}.env[0].name: Required value`}
    ${'a name twice'}           | ${service(model({ env: [{ name: 'a' }, { name: 'a' }] }))}              | ${`${M}.env[1]: Duplicate value: {"name":"a"}`}
    ${'no format name'}         | ${service(model({ modelFormat: {} }))}                                  | ${`${M}.modelFormat.name: Required value`}
    ${'an unknown logger mode'} | ${service({ logger: { mode: 'x' } })}                                   | ${`${P}.logger.mode: Unsupported value: "x": supported values: "all", "request", "response"`}
    ${'an empty list of URIs'}  | ${service({ storageUris: [] })}                                         | ${`${P}.storageUris: Invalid value: []: ${P}.storageUris in body should have at least 1 items`}
    ${'an empty URI'}           | ${service({ storageUris: [{ uri: '' }] })}                              | ${`${P}.storageUris[0].uri: Invalid value: "": ${P}.storageUris[0].uri in body should be at least 1 chars long`}
    ${'a share above 100'}      | ${service({}, { canary: [{ predictor: {}, trafficPercent: 101 }] })}    | ${'spec.canary[0].trafficPercent: Invalid value: 101: spec.canary[0].trafficPercent in body should be less than or equal to 100'}
    ${'a share below 0'}        | ${service({}, { canary: [{ predictor: {}, trafficPercent: -1 }] })}     | ${'spec.canary[0].trafficPercent: Invalid value: -1: spec.canary[0].trafficPercent in body should be greater than or equal to 0'}
    ${'no quantity'}            | ${service(model({ resources: { limits: { cpu: 'much' } } }))}           | ${`${M}.resources.limits.cpu: Invalid value: "much": ${M}.resources.limits.cpu in body should match ${QUANTITY}`}
    ${'a fraction as quantity'} | ${service(model({ resources: { limits: { cpu: 0.5 } } }))}              | ${`${M}.resources.limits.cpu: Invalid value: 0.5: ${M}.resources.limits.cpu in body must be of type integer or string: "number"`}
    ${'a flag as port'}         | ${service(model({ readinessProbe: { tcpSocket: { port: true } } }))}    | ${`${M}.readinessProbe.tcpSocket.port: Invalid value: true: ${M}.readinessProbe.tcpSocket.port in body must be of type integer or string: "boolean"`}
    ${'a label of a number'}    | ${{ ...service({}), metadata: { name: 'a', labels: { 'a.io/b': 1 } } }} | ${'metadata.labels[a.io/b]: Invalid value: 1: metadata.labels[a.io/b] in body must be of type string: "integer"'}
    ${'no name'}                | ${{ ...service({}), metadata: {} }}                                     | ${'metadata.name: Required value'}
    ${'no spec'}                | ${{ ...service({}), spec: undefined }}                                  | ${'spec: Required value'}
    ${'no predictor'}           | ${{ ...service({}), spec: {} }}                                         | ${'spec.predictor: Required value'}
    ${'a kind of another type'} | ${{ ...service({}), kind: [] }}                                         | ${'kind: Invalid value: []: kind in body must be of type string: "array"'}
    ${'another kind'}           | ${{ ...service({}), kind: 'Pod' }}                                      | ${'kind: Unsupported value: "Pod": supported values: "InferenceService"'}
    ${'another version'}        | ${{ ...service({}), apiVersion: 'v1' }}                                 | ${'apiVersion: Unsupported value: "v1": supported values: "serving.kserve.io/v1beta1"'}
    ${'no object'}              | ${[]}                                                                   | ${': must be a InferenceService as an object'}
  `('$defect', ({ sent, says }) => {
    expect(lines(checkService(sent).errors)).toEqual([says]);
  });

  it('tells several at once', () => {
    const sent = service({ ...model({ args: 'x' }), minReplicas: '1' });
    expect(checkService(sent).errors.map(({ path }) => path)).toEqual([
      `${P}.minReplicas`,
      `${M}.args`,
    ]);
  });

  it('stays readable however many there are, and however long a value is', () => {
    const { errors } = checkService(
      service(model({ args: Array(5000).fill(1), image: ['x'] })),
    );
    expect(errors).toHaveLength(101);
    expect(errors[100]).toEqual({ path: '', message: 'and 4901 more' });
    const [error] = checkService(
      service({ scaleMetric: 'x'.repeat(10_000) }),
    ).errors;
    expect(error.message.length).toBeLessThan(200);
  });

  it.each`
    sent                             | isWellTyped
    ${service({ minReplicas: 1 })}   | ${true}
    ${service({ scaleMetric: 'x' })} | ${true}
    ${service({ storageUris: [] })}  | ${true}
    ${service({ minReplicas: '1' })} | ${false}
    ${service(model({ env: [{}] }))} | ${false}
    ${undefined}                     | ${false}
    ${'x'}                           | ${false}
  `('says whether rules can read it: $isWellTyped', ({ sent, isWellTyped }) => {
    expect(checkService(sent).isWellTyped).toBe(isWellTyped);
  });
});

describe('unknown fields', () => {
  it.each`
    where                  | sent                                                             | path
    ${'spec'}              | ${service({}, { foo: 1 })}                                       | ${'spec.foo'}
    ${'the predictor'}     | ${service({ foo: { bar: { baz: 1 } } })}                         | ${`${P}.foo`}
    ${'a probe'}           | ${service(model({ readinessProbe: { foo: [] } }))}               | ${`${M}.readinessProbe.foo`}
    ${'a list'}            | ${service({ containers: [{ name: 'a', image: 'b', foo: 1 }] })}  | ${`${P}.containers[0].foo`}
    ${'metadata'}          | ${{ ...service({}), metadata: { name: 'a', clusterName: 'b' } }} | ${'metadata.clusterName'}
    ${'the root'}          | ${{ ...service({}), data: 1 }}                                   | ${'data'}
    ${'the root, hostile'} | ${{ ...service({}), ...JSON.parse('{"__proto__":{"a":1}}') }}    | ${'__proto__'}
  `('in $where are dropped with a warning', ({ sent, path }) => {
    const { resource, errors, warnings } = checkService(sent);
    expect(errors).toEqual([]);
    expect(warnings).toEqual([{ path, message: `unknown field "${path}"` }]);
    expect(checkService(resource)).toMatchObject({ resource, warnings: [] });
  });

  it('does not change what was sent', () => {
    const sent = service({ foo: 1, storageUris: [{ uri: 's3://a/b' }] });
    const before = JSON.stringify(sent);
    checkService(sent);
    expect(JSON.stringify(sent)).toBe(before);
  });
});

describe('what is stored', () => {
  it('has the defaults of the schema', () => {
    const { resource } = checkService(
      service({ storageUris: [{ uri: 's3://a/b' }] }),
    );
    expect(resource).toMatchObject({
      spec: {
        predictor: {
          storageUris: [{ uri: 's3://a/b', mountPath: '/mnt/models' }],
        },
      },
    });
  });

  it('has no nulls and no status', () => {
    const sent = { ...service({ minReplicas: null }), status: { url: 1 } };
    expect(checkService(sent)).toEqual({
      resource: service({}),
      isWellTyped: true,
      errors: [],
      warnings: [],
    });
  });
});

it('refuses what nests without end instead of walking into it', () => {
  const deep = JSON.parse('{"a":'.repeat(20_000) + 1 + '}'.repeat(20_000));
  expect(checkService(service({ deep }))).toMatchObject({
    isWellTyped: false,
    errors: [
      { path: '', message: 'nests deeper than 64 levels; no resource does' },
    ],
  });
});

describe('kinds', () => {
  it.each`
    kind                           | scope           | spec
    ${'ServingRuntime'}            | ${'Namespaced'} | ${{ containers: [{ name: 'kserve-container', image: 'a' }] }}
    ${'ClusterServingRuntime'}     | ${'Cluster'}    | ${{ containers: [{ name: 'kserve-container', image: 'a' }] }}
    ${'InferenceGraph'}            | ${'Namespaced'} | ${{ nodes: { root: { routerType: 'Sequence', steps: [{ serviceName: 'a' }] } } }}
    ${'TrainedModel'}              | ${'Namespaced'} | ${{ inferenceService: 'a', model: { storageUri: 's3://a/b', framework: 'onnx', memory: '1Gi' } }}
    ${'ClusterStorageContainer'}   | ${'Cluster'}    | ${{ container: { name: 'a', image: 'b' }, supportedUriFormats: [{ prefix: 's3://' }] }}
    ${'LocalModelCache'}           | ${'Cluster'}    | ${{ nodeGroups: ['a'], modelSize: '1Gi', sourceModelUri: 's3://a/b' }}
    ${'LocalModelNamespaceCache'}  | ${'Namespaced'} | ${{ nodeGroups: ['a'], modelSize: '1Gi', sourceModelUri: 's3://a/b' }}
    ${'LLMInferenceServiceConfig'} | ${'Namespaced'} | ${{ model: { uri: 'hf://a/b', name: 'c' } }}
    ${'LLMInferenceService'}       | ${'Namespaced'} | ${{ model: { uri: 'hf://a/b', name: 'c' } }}
  `('a good $kind passes, a bad one does not', ({ kind, scope, spec }) => {
    const known = schemas.kinds.find(entry => entry.kind === kind);
    expect(known?.scope).toBe(scope);
    const sent = {
      apiVersion: known?.versions[0].apiVersion,
      kind,
      metadata: { name: 'a' },
      spec,
    };
    expect(schemas.check(kind, sent)).toMatchObject({
      errors: [],
      warnings: [],
    });
    const [field] = Object.keys(spec);
    const bad = { ...sent, spec: { ...spec, [field]: 7, foo: 1 } };
    expect(schemas.check(kind, bad)).toMatchObject({
      isWellTyped: false,
      errors: [{ path: `spec.${field}` }],
      warnings: [{ path: 'spec.foo' }],
    });
  });

  it('a kind in two versions is checked by the one that it names', () => {
    const errorsOf = (apiVersion: string) =>
      schemas.check('LLMInferenceService', {
        apiVersion,
        kind: 'LLMInferenceService',
        metadata: { name: 'a' },
        spec: { model: { uri: 'hf://a/b' } },
      }).errors;
    expect(errorsOf('serving.kserve.io/v1alpha1')).toEqual([]);
    expect(errorsOf('serving.kserve.io/v1alpha2')).toEqual([]);
    expect(errorsOf('serving.kserve.io/v1')[0].message).toBe(
      'Unsupported value: "serving.kserve.io/v1": supported values: "serving.kserve.io/v1alpha2", "serving.kserve.io/v1alpha1"',
    );
  });

  it('every one compiles', () => {
    for (const { kind, versions } of schemas.kinds) {
      for (const { apiVersion } of versions) {
        expect(schemas.check(kind, { apiVersion }).isWellTyped).toBe(false);
      }
    }
  });

  it('use no rule that nothing enforces', () => {
    const enforced = [
      ...['type', 'properties', 'additionalProperties', 'items', 'required'],
      ...['enum', 'pattern', 'format', 'default', 'minimum', 'maximum'],
      ...['minLength', 'maxLength', 'minItems', 'maxItems'],
      ...['minProperties', 'maxProperties', '$ref'],
      ...['x-kubernetes-int-or-string', 'x-kubernetes-list-type'],
      ...['x-kubernetes-list-map-keys', 'x-kubernetes-preserve-unknown-fields'],
    ];
    const { kinds, parts } = document as unknown as CrdDocument;
    const open = [
      ...kinds.flatMap(kind => kind.versions.map(({ fields }) => fields)),
      parts,
    ].flatMap(schemasOf => Object.values(schemasOf));
    const used = new Set<string>();
    const formats = new Set<string>();
    for (let next = open.pop(); next; next = open.pop()) {
      for (const keyword of Object.keys(next)) used.add(keyword);
      if (next.format) formats.add(next.format);
      const { items, properties = {}, additionalProperties } = next;
      open.push(...Object.values(properties), ...(items ? [items] : []));
      if (typeof additionalProperties === 'object') {
        open.push(additionalProperties);
      }
    }
    expect([...used].filter(keyword => !enforced.includes(keyword))).toEqual(
      [],
    );
    expect([...formats].sort()).toEqual(['int32', 'int64']);
  });

  it('one that nobody knows is a mistake of the caller', () => {
    expect(() => schemas.check('Pod', {})).toThrow('no schema of the kind Pod');
  });
});
