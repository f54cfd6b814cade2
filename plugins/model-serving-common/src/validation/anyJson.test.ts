import fc from 'fast-check';
import { irisService, localSettings } from '../__fixtures__';
import { ConnectionInput } from '../api/connections';
import { InferenceService } from '../resources';
import { defaultInferenceService } from './defaultInferenceService';
import { validateConnection } from './validateConnection';

/** Every field that a mutation may aim at, with a value of every kind. */
function fullService(): InferenceService {
  return irisService(service => {
    const container = {
      name: 'side',
      image: 'a:1',
      args: ['a'],
      command: ['b'],
      env: [
        { name: 'A', value: '1' },
        { name: 'B', valueFrom: { secretKeyRef: { name: 's', key: 'k' } } },
      ],
      ports: [{ containerPort: 80 }],
      resources: { requests: { cpu: '1' }, limits: { cpu: '2' } },
      readinessProbe: { httpGet: { port: 80 } },
      volumeMounts: [{ name: 'v', mountPath: '/v' }],
    };
    service.metadata.labels = { team: 'a' };
    service.metadata.annotations = {
      'serving.kserve.io/autoscalerClass': 'hpa',
      'opendatahub.io/connections': 'models',
    };
    service.spec.predictor = {
      ...service.spec.predictor,
      containers: [container],
      initContainers: [container],
      nodeSelector: { a: 'b' },
      labels: { a: 'b' },
      logger: { mode: 'all', storage: { path: 'a' } },
      scaleMetric: 'cpu',
      scaleTarget: 10,
      storageUris: [{ uri: 's3://a/b', mountPath: '/mnt/models' }],
      model: {
        ...container,
        name: undefined,
        modelFormat: { name: 'onnx', version: '1' },
        storage: { key: 'models', path: 'a', parameters: { a: 'b' } },
        runtimeVersion: '1',
      },
    };
    service.spec.transformer = { containers: [container] };
    service.spec.explainer = { containers: [container], art: { type: 'x' } };
    service.status = { deploymentMode: 'Standard' };
  });
}

/** Paths to every value inside a JSON value. */
function pathsOf(value: unknown, path: string[] = []): string[][] {
  const own = path.length > 0 ? [path] : [];
  if (typeof value !== 'object' || value === null) return own;
  return [
    ...own,
    ...Object.entries(value).flatMap(([key, entry]) =>
      pathsOf(entry, [...path, key]),
    ),
  ];
}

function replaced(
  value: unknown,
  [key, ...rest]: string[],
  by: unknown,
): unknown {
  if (key === undefined) return by;
  if (Array.isArray(value)) {
    return value.map((entry, i) =>
      String(i) === key ? replaced(entry, rest, by) : entry,
    );
  }
  const object = value as Record<string, unknown>;
  return { ...object, [key]: replaced(object[key], rest, by) };
}

const mutations = fc.array(
  fc.tuple(
    fc.constantFrom(...pathsOf(JSON.parse(JSON.stringify(fullService())))),
    fc.oneof(
      fc.jsonValue({ maxDepth: 2 }),
      fc.constantFrom<unknown>(
        '',
        '__proto__',
        '{{',
        -1,
        1e308,
        [],
        {},
        [null],
        '1Gi',
        'x'.repeat(40_000),
      ),
    ),
  ),
  { minLength: 1, maxLength: 3 },
);

function mutated(changes: [string[], unknown][]): unknown {
  const start: unknown = JSON.parse(JSON.stringify(fullService()));
  return changes.reduce((value, [path, by]) => {
    // An earlier change may have taken the place away.
    const reachable = path
      .slice(0, -1)
      .reduce<unknown>(
        (at, key) => (at as Record<string, unknown> | undefined | null)?.[key],
        value,
      );
    return typeof reachable === 'object' && reachable !== null
      ? replaced(value, path, by)
      : value;
  }, start);
}

describe('whatever JSON comes in', () => {
  it('defaulting answers, and never throws', () => {
    const settings = localSettings;
    fc.assert(
      fc.property(fc.jsonValue(), value => {
        const resource = value as unknown as InferenceService;
        expect(() =>
          defaultInferenceService({ resource, settings }),
        ).not.toThrow();
      }),
    );
  });

  it('defaulting is idempotent', () => {
    const settings = localSettings;
    fc.assert(
      fc.property(mutations, changes => {
        const resource = mutated(changes) as InferenceService;
        const once = defaultInferenceService({ resource, settings });
        expect(defaultInferenceService({ resource: once, settings })).toEqual(
          once,
        );
      }),
      { numRuns: 300 },
    );
  });

  it('validation of connections answers, and never throws', () => {
    const previous = { type: 's3', values: {}, secretKeys: [] };
    const near = fc.record(
      {
        name: fc.oneof(fc.constant('models'), fc.jsonValue({ maxDepth: 2 })),
        namespace: fc.oneof(fc.constant('demo'), fc.jsonValue({ maxDepth: 2 })),
        type: fc.oneof(
          fc.constantFrom('s3', 'uri-v1', 'oci-v1', '__proto__'),
          fc.jsonValue({ maxDepth: 2 }),
        ),
        values: fc.oneof(
          fc.dictionary(
            fc.constantFrom(
              'AWS_S3_ENDPOINT',
              'AWS_S3_BUCKET',
              'URI',
              '__proto__',
            ),
            fc.oneof(
              fc.string(),
              fc.constantFrom('https://s3.example.com', 'https://a:b@c/d?e'),
              fc.integer(),
            ),
          ),
          fc.jsonValue({ maxDepth: 2 }),
        ),
        title: fc.jsonValue({ maxDepth: 2 }),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(
        fc.oneof(near, fc.jsonValue({ maxDepth: 2 })),
        fc.constantFrom(undefined, previous),
        (input, stored) => {
          for (const { message } of validateConnection(
            input as ConnectionInput,
            stored,
          )) {
            expect(message).not.toBe('');
          }
        },
      ),
      { numRuns: 300 },
    );
  });
});
