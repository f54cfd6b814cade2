import { irisService, localSettings, onnxRuntime } from '../__fixtures__';
import {
  ComponentExtension,
  Container,
  InferenceService,
  ModelSpec,
} from '../resources';
import { ClusterSettings, Profile } from '../settings';
import { ValidationFacts } from './rule';
import { validateInferenceService } from './validateInferenceService';

const facts: ValidationFacts = {
  runtimes: [onnxRuntime()],
  connections: [
    { name: 'models', type: 's3', ready: true },
    { name: 'untested', type: 's3', ready: false },
    { name: 'web', type: 'uri-v1', ready: true },
  ],
};

interface Case {
  service?: (service: InferenceService) => void;
  previous?: (service: InferenceService) => void;
  settings?: Partial<ClusterSettings>;
  facts?: Partial<ValidationFacts>;
  profile?: Profile;
}

function validate(given: Case) {
  const profile = given.profile ?? 'greenroom';
  return validateInferenceService({
    resource: irisService(given.service),
    previous: given.previous && irisService(given.previous),
    operation: given.previous ? 'update' : 'create',
    settings: { ...localSettings, ...given.settings, profile },
    facts: { ...facts, ...given.facts },
    profile,
  });
}

const lines = (messages: readonly { path: string; message: string }[]) =>
  messages.map(({ path, message }) => `${path}: ${message}`);
const errorsOf = (given: Case) => lines(validate(given).errors);
const warningsOf = (given: Case) => lines(validate(given).warnings);

const predictor = (change: object) => (service: InferenceService) => {
  Object.assign(service.spec.predictor, change);
};
const model = (change: Partial<ModelSpec>) => (service: InferenceService) => {
  service.spec.predictor.model = {
    modelFormat: { name: 'onnx', version: '1' },
    storage: { key: 'models', path: 'iris/model.onnx' },
    ...change,
  };
};
const uri = (storageUri: string) => model({ storage: undefined, storageUri });
const path = (value: string) =>
  model({ storage: { key: 'models', path: value } });
const metadata = (change: object) => (service: InferenceService) => {
  Object.assign(service.metadata, change);
};
const custom =
  (containers: Container[], change: ComponentExtension = {}) =>
  (service: InferenceService) => {
    service.spec.predictor = { ...change, containers };
  };
const annotated = (annotations: Record<string, string>) =>
  metadata({ annotations });

const M = 'spec.predictor.model';
const mode = 'serving.kserve.io/deploymentMode';
const scaler = 'serving.kserve.io/autoscalerClass';

describe('validateInferenceService', () => {
  it('has nothing to say about a good one', () => {
    expect(validate({})).toMatchObject({ errors: [], warnings: [] });
    expect(validate({ previous: () => {} })).toMatchObject({
      errors: [],
      warnings: [],
    });
  });

  describe('types', () => {
    it.each`
      field                      | service                                                          | says
      ${'a number as text'}      | ${predictor({ minReplicas: '2' })}                               | ${'spec.predictor.minReplicas: must be an integer, not the text "2"'}
      ${'a fraction'}            | ${predictor({ maxReplicas: 1.5 })}                               | ${'spec.predictor.maxReplicas: must be an integer, not 1.5'}
      ${'a text for a list'}     | ${model({ args: '--x' as never })}                               | ${`${M}.args: must be a list, not the text "--x"`}
      ${'a number in a list'}    | ${model({ args: ['a', 1 as never] })}                            | ${`${M}.args[1]: must be a text, not 1`}
      ${'null in a list'}        | ${model({ args: [null as never] })}                              | ${`${M}.args[0]: must not be null`}
      ${'an entry without name'} | ${model({ env: [{ value: 'a' } as never] })}                     | ${`${M}.env[0].name: is required`}
      ${'a label of a number'}   | ${metadata({ labels: { 'a.io/b': 1 } })}                         | ${'metadata.labels[a.io/b]: must be a text, not 1'}
      ${'no format'}             | ${model({ modelFormat: undefined as never })}                    | ${`${M}.modelFormat: is required`}
      ${'no format name'}        | ${model({ modelFormat: { version: '1' } as never })}             | ${`${M}.modelFormat.name: is required`}
      ${'a version as number'}   | ${model({ modelFormat: { name: 'onnx', version: 1 as never } })} | ${`${M}.modelFormat.version: must be a text, not 1`}
      ${'an unknown metric'}     | ${predictor({ scaleMetric: 'x' })}                               | ${'spec.predictor.scaleMetric: Unsupported value: "x": supported values: "cpu", "memory", "concurrency", "rps"'}
    `('$field', ({ service, says }) => {
      expect(errorsOf({ service })).toEqual([says]);
    });

    it.each`
      service                                                       | field
      ${predictor({ replicas: 3 })}                                 | ${'spec.predictor.replicas'}
      ${model({ framework: 'x' })}                                  | ${`${M}.framework`}
      ${model({ modelFormat: { name: 'onnx', kind: 1 } as never })} | ${`${M}.modelFormat.kind`}
    `('warns of the unknown field $field', ({ service, field }) => {
      expect(validate({ service })).toMatchObject({
        errors: [],
        warnings: [{ path: field, message: `unknown field "${field}"` }],
      });
    });

    it('knows the fields of pods and containers', () => {
      const service = (s: InferenceService) => {
        predictor({
          serviceAccountName: 'a',
          securityContext: {},
          affinity: {},
        })(s);
        model({ securityContext: {}, imagePullPolicy: 'Always', envFrom: [] })(
          s,
        );
      };
      expect(validate({ service })).toMatchObject({ errors: [], warnings: [] });
    });
  });

  describe('names', () => {
    it.each`
      name              | namespace        | errors
      ${'abc-123'}      | ${'demo'}        | ${0}
      ${'1abcde'}       | ${'demo'}        | ${1}
      ${'a'.repeat(31)} | ${'demo'}        | ${1}
      ${'iris'}         | ${'kube-system'} | ${1}
      ${'iris'}         | ${undefined}     | ${1}
    `('$name in $namespace: $errors', ({ name, namespace, errors }) => {
      const service = metadata({ name, namespace });
      expect(errorsOf({ service })).toHaveLength(errors);
    });

    it('says it in the words of KServe', () => {
      for (const profile of ['kserve', 'greenroom'] as const) {
        expect(
          errorsOf({ profile, service: metadata({ name: '1abcde' }) })[0],
        ).toBe(
          `metadata.name: the InferenceService "1abcde" is invalid: a InferenceService name must consist of lower case alphanumeric characters or '-', and must start with alphabetical character. (e.g. "my-name" or "abc-123", regex used for validation is '[a-z]([-a-z0-9]*[a-z0-9])?')`,
        );
      }
    });

    it('leaves a longer name, made elsewhere, editable', () => {
      const long = metadata({ name: 'a'.repeat(40) });
      expect(errorsOf({ service: long, previous: long })).toEqual([]);
      const tooLong = metadata({ name: 'a'.repeat(60) });
      expect(errorsOf({ service: tooLong, previous: tooLong })).toEqual([
        expect.stringContaining('has 70 characters; at most 63 are possible'),
      ]);
    });

    it('does not let an update change it', () => {
      expect(
        errorsOf({ service: metadata({ name: 'other' }), previous: () => {} }),
      ).toEqual([
        "metadata.name: cannot be changed from 'iris' to 'other'; create another deployment instead",
      ]);
    });

    it.each`
      kind                  | apiVersion                     | says
      ${'Pod'}              | ${'serving.kserve.io/v1beta1'} | ${'kind: must be InferenceService, not Pod'}
      ${'InferenceService'} | ${'v1'}                        | ${'apiVersion: must be serving.kserve.io/v1beta1, not v1'}
    `('$says', ({ kind, apiVersion, says }) => {
      const service = (s: object) => Object.assign(s, { kind, apiVersion });
      expect(errorsOf({ service })).toEqual([says]);
    });
  });

  describe('an update', () => {
    const deployed = (deploymentMode: string) => (s: InferenceService) => {
      s.status = { deploymentMode };
    };
    it.each`
      before             | after         | allowed
      ${'Knative'}       | ${'Standard'} | ${false}
      ${'Knative'}       | ${'Knative'}  | ${true}
      ${'RawDeployment'} | ${'Standard'} | ${true}
      ${''}              | ${'Knative'}  | ${true}
    `(
      'from mode "$before" to $after: $allowed',
      ({ before, after, allowed }) => {
        const errors = errorsOf({
          previous: deployed(before),
          service: annotated({ [mode]: after }),
        });
        expect(errors).toEqual(
          allowed
            ? []
            : [
                `metadata.annotations[${mode}]: update rejected: deploymentMode cannot be changed from '${before}' to '${after}'`,
              ],
        );
      },
    );

    it.each`
      change              | service                      | allowed
      ${'the name alone'} | ${predictor({ name: 'v2' })} | ${false}
      ${'name and model'} | ${(s: InferenceService) => {
  predictor({ name: 'v2' })(s);
  path('iris/2')(s);
}} | ${true}
    `('of predictor.name: $change', ({ service, allowed }) => {
      const errors = errorsOf({ previous: () => {}, service });
      expect(errors).toEqual(
        allowed
          ? []
          : [
              'spec.predictor.name: predictor.name change requires a model change (e.g. storageUri)',
            ],
      );
    });

    it('of what is being deleted is accepted whatever it says', () => {
      expect(
        errorsOf({
          previous: metadata({ deletionTimestamp: '2026-01-01T00:00:00Z' }),
          service: predictor({ minReplicas: 'x' }),
        }),
      ).toEqual([]);
    });
  });

  describe('what a component runs', () => {
    const K = { name: 'kserve-container', image: 'a:1' };
    it.each`
      situation                         | service                                                        | valid
      ${'a model'}                      | ${() => {}}                                                    | ${true}
      ${'a container'}                  | ${custom([{ image: 'a:1' }])}                                  | ${true}
      ${'several, one of them serving'} | ${custom([K, { name: 'side', image: 'b:1' }])}                 | ${true}
      ${'a model with a sidecar'}       | ${predictor({ containers: [{ name: 'side', image: 'b:1' }] })} | ${true}
      ${'nothing'}                      | ${custom([])}                                                  | ${false}
      ${'a model and a server'}         | ${predictor({ containers: [K] })}                              | ${false}
      ${'a model and a framework'}      | ${predictor({ sklearn: {} })}                                  | ${false}
      ${'two servers'}                  | ${custom([K, K])}                                              | ${false}
      ${'an empty transformer'} | ${(s: InferenceService) => {
  s.spec.transformer = {};
}} | ${false}
      ${'an empty explainer'} | ${(s: InferenceService) => {
  s.spec.explainer = {};
}} | ${false}
    `('$situation: $valid', ({ service, valid }) => {
      const [error = ''] = errorsOf({ service });
      expect(
        /exactly one of \[.*\] must be specified in \w+Spec$/.test(error),
      ).toBe(!valid);
      expect(error === '').toBe(valid);
    });

    it('lists real choices, where KServe lists its Go fields', () => {
      const service = custom([]);
      expect(errorsOf({ service })).toEqual([
        'spec.predictor: exactly one of [model, containers, sklearn, xgboost, tensorflow, pytorch, triton, onnx, huggingface, pmml, lightgbm, paddle] must be specified in PredictorSpec',
      ]);
      expect(errorsOf({ service, profile: 'kserve' })).toEqual([
        'spec.predictor: exactly one of [Name, SKLearn, XGBoost, Tensorflow, PyTorch, Triton, ONNX, HuggingFace, PMML, LightGBM, Paddle, Model, StorageUris, StorageContainerName, WorkerSpec, PodSpec] must be specified in PredictorSpec',
      ]);
    });

    it('does not take a container name in model', () => {
      expect(errorsOf({ service: model({ name: 'x' }) })).toEqual([
        `${M}.name: the 'name' field is not allowed in standard predictor`,
      ]);
    });

    it.each`
      profile        | says
      ${'greenroom'} | ${'invalid protocol v3. Must be one of [v1, v2]'}
      ${'kserve'}    | ${'invalid protocol v1, v2. Must be one of [v3]'}
    `('$profile: $says', ({ profile, says }) => {
      const service = custom([
        { ...K, env: [{ name: 'PROTOCOL', value: 'v3' }] },
      ]);
      expect(validate({ service, profile }).errors[0].message).toBe(says);
    });
  });

  describe('containers', () => {
    it('may not set PYTHONPATH', () => {
      const env = [{ name: 'PYTHONPATH', value: '/x' }];
      const frame = (name: string) =>
        `the InferenceService "iris" is invalid: setting PYTHONPATH in container "${name}" is not allowed for security reasons`;
      expect(errorsOf({ service: model({ env }) })).toEqual([
        `${M}.env[0].name: ${frame('model')}`,
      ]);
      expect(errorsOf({ service: model({ env }), profile: 'kserve' })).toEqual([
        `${M}.env[0].name: ${frame('')}`,
      ]);
      expect(
        errorsOf({
          service: predictor({ initContainers: [{ name: 'init', env }] }),
        }),
      ).toEqual([
        `spec.predictor.initContainers[0].env[0].name: ${frame('init')}`,
      ]);
    });

    it.each`
      defect                    | change                                                                               | says
      ${'a name with a dash'}   | ${{ env: [{ name: 'A-B', value: '1' }] }}                                            | ${`${M}.env[0].name: "A-B" is no name of a variable: letters, digits and "_", not a digit first`}
      ${'a variable set twice'} | ${{ env: [{ name: 'A' }, { name: 'A' }] }}                                           | ${`${M}.env[1].name: the variable "A" is set twice`}
      ${'a value and a source'} | ${{ env: [{ name: 'A', value: '1', valueFrom: { fieldRef: { fieldPath: 'x' } } }] }} | ${`${M}.env[0]: has a value and a valueFrom; only one is possible`}
      ${'too many arguments'}   | ${{ args: Array(201).fill('x') }}                                                    | ${`${M}.args: has 201 arguments; at most 200 are possible`}
      ${'too many variables'}   | ${{ env: Array.from({ length: 201 }, (_, i) => ({ name: `A${i}` })) }}               | ${`${M}.env: has 201 variables; at most 200 are possible`}
      ${'no quantity'}          | ${{ resources: { limits: { cpu: 'two' } } }}                                         | ${`${M}.resources.limits.cpu: "two" is no quantity; write for example 500m, 2 or 4Gi`}
      ${'a negative one'}       | ${{ resources: { requests: { cpu: '-1' } } }}                                        | ${`${M}.resources.requests.cpu: "-1" is no quantity; write for example 500m, 2 or 4Gi`}
      ${'request above limit'}  | ${{ resources: { requests: { memory: '4Gi' }, limits: { memory: '2Gi' } } }}         | ${`${M}.resources.requests.memory: 4Gi must be less than or equal to the memory limit of 2Gi`}
      ${'a long text'}          | ${{ args: ['x'.repeat(33_000)] }}                                                    | ${`${M}.args[0]: has 33000 bytes; at most 32768 are possible`}
    `('$defect', ({ change, says }) => {
      expect(errorsOf({ service: model(change) })).toEqual([says]);
    });

    it('may be as large as allowed', () => {
      const service = model({
        args: Array(200).fill('x'),
        env: Array.from({ length: 200 }, (_, i) => ({ name: `A${i}` })),
        resources: { requests: { cpu: 1 as never }, limits: { cpu: '1000m' } },
      });
      expect(errorsOf({ service })).toEqual([]);
    });

    it('a request above the limit of the runtime is an error, in KServe a warning', () => {
      const service = model({ resources: { requests: { memory: '4Gi' } } });
      const says = `${M}: resources.requests: Invalid value: "4Gi": must be less than or equal to memory limit of 1Gi`;
      expect(errorsOf({ service })).toEqual([says]);
      const asKServe = validate({
        service,
        profile: 'kserve',
        facts: {
          runtimes: [
            onnxRuntime(r => {
              r.spec.protocolVersions = ['v1'];
            }),
          ],
        },
      });
      expect(lines(asKServe.errors)).toEqual([]);
      expect(lines(asKServe.warnings)).toEqual([says]);
    });
  });

  describe('scaling', () => {
    const P = 'spec.predictor';
    it.each`
      change                                    | errors
      ${{ minReplicas: 1, maxReplicas: 10 }}    | ${[]}
      ${{ minReplicas: 3, maxReplicas: 0 }}     | ${[]}
      ${{ minReplicas: -1 }}                    | ${[`${P}.minReplicas: 'MinReplicas' cannot be less than 0`]}
      ${{ maxReplicas: -1 }}                    | ${[`${P}.maxReplicas: 'MaxReplicas' cannot be less than 0`]}
      ${{ minReplicas: 2, maxReplicas: 1 }}     | ${[`${P}.minReplicas: 'MinReplicas' cannot be greater than MaxReplicas`]}
      ${{ maxReplicas: 10_000 }}                | ${[`${P}.maxReplicas: 10000 replicas are more than this cluster allows; at most 10 are possible`]}
      ${{ minReplicas: 11 }}                    | ${[`${P}.minReplicas: 11 replicas are more than this cluster allows; at most 10 are possible`]}
      ${{ minReplicas: 0 }}                     | ${[`${P}.minReplicas: this cluster cannot scale to zero; keep at least 1 replica, or stop the deployment while nobody needs it`]}
      ${{ containerConcurrency: -1 }}           | ${[`${P}.containerConcurrency: parallelism cannot be less than 0`]}
      ${{ timeout: -1 }}                        | ${[`${P}.timeout: must be between 0 and 1000000, got -1`]}
      ${{ logger: { mode: 'some' } }}           | ${[`${P}.logger.mode: invalid logger type`]}
      ${{ logger: { mode: '' } }}               | ${[]}
      ${{ logger: { storage: { path: 'a' } } }} | ${[`${P}.logger.storage: invalid logger storage configuration`]}
    `('$change: $errors', ({ change, errors }) => {
      expect(errorsOf({ service: predictor(change) })).toEqual(errors);
    });

    it('to zero is possible where the cluster can', () => {
      expect(
        errorsOf({
          service: predictor({ minReplicas: 0 }),
          settings: { scaleToZero: true },
        }),
      ).toEqual([]);
    });

    it('warns that nothing scales between the bounds', () => {
      const service = predictor({ minReplicas: 1, maxReplicas: 3 });
      expect(warningsOf({ service })).toEqual([
        `${P}.maxReplicas: NoAutoscaler: nothing on this cluster changes the number of replicas by load; it stays at 1`,
      ]);
      const settings = { autoscalerClasses: ['hpa'] };
      expect(warningsOf({ service, settings })).toEqual([]);
    });

    it.each`
      profile        | annotations                                 | change                                         | says
      ${'kserve'}    | ${{ [mode]: 'Standard', [scaler]: 'hpa' }}  | ${{ scaleMetric: 'cpu', scaleTarget: 80 }}     | ${undefined}
      ${'kserve'}    | ${{ [mode]: 'Standard', [scaler]: 'hpa' }}  | ${{ scaleMetric: 'cpu', scaleTarget: 120 }}    | ${'the target utilization percentage should be a [1-100] integer'}
      ${'kserve'}    | ${{ [mode]: 'Standard', [scaler]: 'hpa' }}  | ${{ scaleMetric: 'rps' }}                      | ${'[rps] is not a supported metric'}
      ${'kserve'}    | ${{ [mode]: 'Standard', [scaler]: 'keda' }} | ${{ scaleMetric: 'cpu' }}                      | ${'ScaleMetric is not supported for KEDA'}
      ${'kserve'}    | ${{ [mode]: 'Standard' }}                   | ${{ scaleMetric: 'cpu', scaleTarget: 999 }}    | ${undefined}
      ${'greenroom'} | ${{ [mode]: 'Standard' }}                   | ${{ scaleMetric: 'cpu', scaleTarget: 999 }}    | ${'the target utilization percentage should be a [1-100] integer'}
      ${'kserve'}    | ${{ [mode]: 'Knative' }}                    | ${{ scaleMetric: 'memory' }}                   | ${'[memory] is not a supported metric'}
      ${'greenroom'} | ${{ [mode]: 'Knative' }}                    | ${{ scaleMetric: 'memory', scaleTarget: 200 }} | ${undefined}
      ${'greenroom'} | ${{}}                                       | ${{ scaleMetric: 'rps', scaleTarget: 0 }}      | ${'the target for rps should be greater than 1'}
      ${'greenroom'} | ${{ [scaler]: 'test' }}                     | ${{}}                                          | ${'[test] is not a supported autoscaler class type'}
    `(
      '$profile, $annotations, $change: $says',
      ({ profile, annotations, change, says }) => {
        const service = (s: InferenceService) => {
          annotated(annotations)(s);
          predictor(change)(s);
        };
        const messages = validate({ service, profile }).errors.map(
          e => e.message,
        );
        expect(messages).toEqual(says === undefined ? [] : [says]);
      },
    );

    it('warns of a class that the cluster does not have', () => {
      expect(warningsOf({ service: annotated({ [scaler]: 'keda' }) })).toEqual([
        `metadata.annotations[${scaler}]: nothing on this cluster scales by the class keda; it has: none`,
      ]);
    });
  });

  describe('where the model lies', () => {
    it.each`
      place                             | service                                           | says
      ${'a path'}                       | ${path('models/iris')}                            | ${undefined}
      ${'a path with a leading slash'}  | ${path('/models/iris')}                           | ${undefined}
      ${'the root'}                     | ${path('/')}                                      | ${'a path inside the bucket is required'}
      ${'no path'}                      | ${path('')}                                       | ${'a path inside the bucket is required'}
      ${'a double slash'}               | ${path('a//b')}                                   | ${'the path must not contain //'}
      ${'a way up'}                     | ${path('a/../b')}                                 | ${'the path must not contain . or .. as a part'}
      ${'a blank'}                      | ${path('a b')}                                    | ${'the path may only hold letters, digits and - _ . /'}
      ${'an unknown connection'}        | ${model({ storage: { key: 'gone', path: 'a' } })} | ${'there is no connection "gone" in the project "demo"'}
      ${'one without a bucket'}         | ${model({ storage: { key: 'web', path: 'a' } })}  | ${'the connection "web" is of type uri-v1; a path needs one with a bucket (s3)'}
      ${'a path without connection'}    | ${model({ storage: { path: 'a' } })}              | ${'is required with storage.path: the connection whose bucket holds the path'}
      ${'two places'}                   | ${model({ storageUri: 's3://b/p' })}              | ${'must provide only one of storageUri and storage.path'}
      ${'an S3 URI'}                    | ${uri('s3://bucket/models/iris')}                 | ${undefined}
      ${'an S3 URI without a path'}     | ${uri('s3://bucket')}                             | ${'s3://bucket: a path inside the bucket is required'}
      ${'an S3 URI without a bucket'}   | ${uri('s3:///a')}                                 | ${'s3:///a: the bucket is missing'}
      ${'a URL'}                        | ${uri('https://example.com/m.onnx')}              | ${undefined}
      ${'a scheme nobody fetches here'} | ${uri('gs://bucket/m')}                           | ${'this cluster cannot fetch gs:// models; it fetches s3://, https://, file://'}
      ${'an empty one'}                 | ${uri('  ')}                                      | ${'is empty; name where the model lies, or leave it out'}
    `('$place: $says', ({ service, says }) => {
      const messages = validate({ service }).errors.map(e => e.message);
      expect(messages).toEqual(says === undefined ? [] : [says]);
    });

    it('may stand in annotations of Open Data Hub', () => {
      const service = (s: InferenceService) => {
        model({ storage: undefined })(s);
        annotated({
          'opendatahub.io/connections': 'gone',
          'opendatahub.io/connection-path': 'iris',
        })(s);
      };
      expect(errorsOf({ service })).toEqual([
        'metadata.annotations[opendatahub.io/connections]: there is no connection "gone" in the project "demo"',
      ]);
    });

    it('warns of an untested connection and of no model at all', () => {
      expect(
        warningsOf({
          service: model({ storage: { key: 'untested', path: 'a' } }),
        }),
      ).toEqual([
        `${M}.storage.key: the connection "untested" has not passed a test; the model may not be fetched`,
      ]);
      expect(warningsOf({ service: model({ storage: undefined }) })).toEqual([
        `${M}: no model location is given; the server starts without a model`,
      ]);
    });

    it('is a warning in KServe, in its words', () => {
      const result = validate({
        service: uri('custom://x'),
        profile: 'kserve',
      });
      expect(result.errors).toEqual([]);
      expect(result.warnings[0].message).toBe(
        'StorageURI not supported: storageUri, must be one of: [gs://, s3://, pvc://, file://, https://, http://, hdfs://, webhdfs://, oci://, oci+native://, oci+fetch://, hf://] or match https://{}.blob.core.windows.net/{}/{} or be an absolute or relative local path. StorageUri [custom://x] is not supported',
      );
    });

    it.each`
      entries                                                                                               | says
      ${[{ uri: 's3://a/b', mountPath: '/mnt/models/1' }, { uri: 's3://a/c', mountPath: '/mnt/models/2' }]} | ${undefined}
      ${[{ uri: 's3://a/b', mountPath: 'mnt/models' }]}                                                     | ${'storage path must be absolute: mnt/models'}
      ${[{ uri: 's3://a/b', mountPath: '/' }]}                                                              | ${'storage path cannot be empty'}
      ${[{ uri: 's3://a/b', mountPath: '/mnt/../etc' }]}                                                    | ${"storage path cannot contain '..' for security reasons: /mnt/../etc"}
      ${[{ uri: '' }]}                                                                                      | ${'storage URI cannot be empty'}
      ${[{ uri: 's3://a/b', mountPath: '/mnt/models' }, { uri: 's3://a/c', mountPath: '/opt/models' }]}     | ${'storage paths must have a common parent directory. Current paths: [/mnt/models /opt/models] have no common parent beyond root'}
      ${[{ uri: 'pvc://a/b', mountPath: '/mnt/a' }, { uri: 'pvc://b/c', mountPath: '/mnt/a' }]}             | ${'PVC storage paths must be unique'}
    `('several downloads $entries: $says', ({ entries, says }) => {
      const service = (s: InferenceService) => {
        model({ storage: undefined })(s);
        predictor({ storageUris: entries })(s);
      };
      const messages = validate({ service }).errors.map(e => e.message);
      expect(messages).toEqual(says === undefined ? [] : [says]);
    });

    it('not in two forms', () => {
      const service = (s: InferenceService) => {
        uri('s3://a/b')(s);
        predictor({ storageUris: [{ uri: 's3://a/c' }] })(s);
      };
      expect(validate({ service }).errors[0].message).toBe(
        'Setting both StorageURI and StorageURIs is not supported.',
      );
    });
  });

  describe('runtimes', () => {
    it('that do not fit are a warning, because one may come', () => {
      const result = validate({
        service: model({ modelFormat: { name: 'pmml' } }),
      });
      expect(result.errors).toEqual([]);
      expect(lines(result.warnings)).toEqual([
        `${M}.modelFormat.name: No runtime found to support specified framework/version`,
      ]);
    });

    it('that this cluster cannot start, too', () => {
      expect(
        warningsOf({
          facts: {
            problems: {
              'ClusterServingRuntime//greenroom-onnx': 'not installed',
            },
          },
        }),
      ).toEqual([
        `${M}.modelFormat.name: "greenroom-onnx" serves onnx 1, but this cluster cannot start it: not installed`,
      ]);
    });

    it('with a placeholder that nothing fills are an error', () => {
      const runtimes = [
        onnxRuntime(r => {
          r.spec.containers[0].args = ['{{.Labels.team}}'];
        }),
      ];
      expect(errorsOf({ facts: { runtimes } })).toEqual([
        `${M}: failed to replace placeholders in serving runtime greenroom-onnx Container kserve-container: the label "team" is not set on the InferenceService`,
      ]);
    });

    it.each`
      change                                           | says
      ${{ protocolVersion: 'v9' }}                     | ${'"v9" is none of the known protocols v1, v2, grpc-v1, grpc-v2'}
      ${{ image: 'a@sha256:01', runtimeVersion: '2' }} | ${'has no effect, because the image is pinned by digest'}
    `('warns of $change', ({ change, says }) => {
      expect(validate({ service: model(change) }).warnings[0].message).toBe(
        says,
      );
    });
  });

  describe('metadata', () => {
    const K = 'internal.serving.kserve.io/storage-spec';
    it('of the platform cannot be set, changed or removed', () => {
      const says = `metadata.annotations[${K}]: keys below internal.serving.kserve.io/ belong to the platform and cannot be set, changed or removed`;
      expect(errorsOf({ service: annotated({ [K]: 'x' }) })).toEqual([says]);
      expect(errorsOf({ previous: annotated({ [K]: 'x' }) })).toEqual([says]);
      const kept = annotated({ [K]: 'x' });
      expect(errorsOf({ service: kept, previous: kept })).toEqual([]);
    });

    it.each`
      change                                            | says
      ${{ labels: { 'bad key': 'x' } }}                 | ${'is no valid key'}
      ${{ labels: { team: 'a b' } }}                    | ${'a label has at most 63 letters'}
      ${{ labels: { team: 'x'.repeat(64) } }}           | ${'a label has at most 63 letters'}
      ${{ annotations: { a: 'x'.repeat(256 * 1024) } }} | ${'bytes together; at most 262144 are possible'}
    `('$says', ({ change, says }) => {
      expect(errorsOf({ service: metadata(change) })).toEqual([
        expect.stringContaining(says),
      ]);
    });
  });

  it('says what it keeps without acting on it', () => {
    const service = (s: InferenceService) => {
      s.spec.transformer = { containers: [{ image: 'a:1' }] };
      predictor({ batcher: { maxBatchSize: 3 }, canaryTrafficPercent: 20 })(s);
    };
    expect(warningsOf({ service })).toEqual(
      [
        'spec.transformer',
        'spec.predictor.batcher',
        'spec.predictor.canaryTrafficPercent',
      ].map(at => `${at}: is kept, but this cluster does not act on it`),
    );
  });
});
