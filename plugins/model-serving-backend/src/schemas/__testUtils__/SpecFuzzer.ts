import type { CrdDocument, CrdSchema } from '../types';
import { Dice } from './Dice';

type JsonObject = Record<string, unknown>;

/** Values that have broken programs before, of every type. */
const HOSTILE: readonly unknown[] = [
  null,
  '',
  ' ',
  '__proto__',
  'constructor',
  '{{',
  '{{.Name}}',
  '{{.Labels.team}}',
  '{{.Annotations.constructor}}',
  '{{printf "%s" .Name}}',
  'a\u0000b',
  '\ud800',
  '../../etc/passwd',
  '$(reboot)',
  'x'.repeat(2000),
  '[object Object]',
  0,
  -1,
  0.5,
  1e300,
  2 ** 31,
  2 ** 53,
  -(2 ** 63),
  true,
  [],
  {},
  [null],
  [[]],
  { a: { b: [1, 'c'] } },
];

/** Words that mean something somewhere in a spec. */
const WORDS: readonly string[] = [
  ...['onnx', 'sklearn', 'vLLM', 'triton', 'pytorch', '1', '0', '1.0'],
  ...['v1', 'v2', 'grpc-v2', 'v3', 'greenroom-onnx', 'sklearnserver'],
  ...['kserve-container', 'transformer-container', 'worker-container', 'side'],
  ...['s3://bucket/iris', 'pvc://claim/iris', 'oci://registry/iris:1'],
  ...['hf://owner/model', 'https://example.com/m.onnx', 'file:///models/a'],
  ...[
    'gs://b/c',
    'custom://x',
    's3://',
    'models',
    'iris/model.onnx',
    '..',
    '/',
  ],
  ...['/mnt/models', '/mnt/models/a', '/opt/models', '/mnt/../a', 'mnt'],
  ...['100m', '1', '2Gi', '512Mi', '-1', '1e3', 'nvidia.com/gpu', 'cpu'],
  ...['memory', 'concurrency', 'rps', 'Utilization', 'Resource', 'External'],
  ...['all', 'request', 'prometheus', 'SquareAttack', 'a', 'b', 'iris', 'demo'],
  ...['PYTHONPATH', 'STORAGE_URI', 'PROTOCOL', 'MODEL_NAME', 'A', 'B_1', '9x'],
  ...['PIPELINE_PARALLEL_SIZE', 'MLSERVER_MODEL_NAME', 'example/app:1.2'],
  ...[
    '--model_name=x',
    '--model_name',
    '--http_port',
    'registry:5000/a@sha256:b',
  ],
  ...['kbs:///a/b/c', 'true', 'false', 'TCP', 'HTTP', 'Always'],
];

/** Annotations and labels that change what a spec means. */
const NOTES: Readonly<Record<string, readonly string[]>> = {
  'serving.kserve.io/deploymentMode': [
    ...['Standard', 'RawDeployment', 'Knative', 'Serverless', 'ModelMesh', 'x'],
  ],
  'serving.kserve.io/autoscalerClass': ['hpa', 'keda', 'none', 'external', 'x'],
  'serving.kserve.io/stop': ['true', 'false', 'x'],
  'serving.kserve.io/gpu-resource-types': ['["a.b/c"]', '[', '{}', '[1]'],
  'autoscaling.knative.dev/class': ['hpa.autoscaling.knative.dev', 'x'],
  'opendatahub.io/connections': ['models', 'web', 'gone', ''],
  'opendatahub.io/connection-path': ['iris/model.onnx', '', '/', '../a'],
  'internal.serving.kserve.io/localmodel': ['a'],
  'greenroom/owner': ['group:default/a', ''],
  team: ['a', 'ü', ''],
};

const INTEGERS = [0, 1, 2, 3, 5, 80, 100, 101, -1, 2 ** 31 - 1, 1_000_001];
/** Deepest objects that are made from nothing. */
const MAX_MADE_DEPTH = 4;

/**
 * Makes resources that are nearly right: good ones in which a few fields, found along the schema of the CRD, are
 * set, made from their own schema, taken away, repeated, or replaced by something hostile. The same seed and number make
 * the same resource.
 */
export class SpecFuzzer {
  readonly #document: CrdDocument;
  readonly #spec: CrdSchema;
  readonly #samples: readonly JsonObject[];
  readonly #seed: number;

  /** @param samples - good resources of one kind to start from */
  constructor(options: {
    readonly document: CrdDocument;
    readonly samples: readonly { readonly kind: string }[];
    readonly seed: number;
  }) {
    const { document, samples, seed } = options;
    const { kind } = samples[0];
    const crd = document.kinds.find(known => known.kind === kind);
    if (!crd) throw new Error(`the document has no ${kind}`);
    this.#document = document;
    this.#spec = crd.versions[0].fields.spec;
    this.#samples = samples.map(sample => ({ ...sample }));
    this.#seed = seed;
  }

  /** The resource of a number. */
  make(number: number): JsonObject {
    const dice = new Dice(Math.imul(this.#seed + 1, 0x9e3779b1) ^ number);
    const service = structuredClone(dice.pick(this.#samples));
    for (let left = dice.below(5); left > 0; left--)
      this.#change(service, dice);
    return service;
  }

  #change(service: JsonObject, dice: Dice): void {
    if (dice.chance(0.15)) {
      changeMetadata(service, dice);
    } else if (dice.chance(0.02)) {
      const field = dice.pick(['apiVersion', 'kind', 'metadata', 'spec', 'x']);
      service[field] = dice.pick(HOSTILE);
    } else {
      service.spec = this.#mutated(service.spec, this.#spec, dice);
    }
  }

  /** A value of which one part is another. */
  #mutated(value: unknown, schema: CrdSchema, dice: Dice): unknown {
    const { properties, items, additionalProperties } = this.#resolved(schema);
    if (properties && isObject(value)) {
      return this.#mutatedObject(value, properties, dice);
    }
    if (items && Array.isArray(value)) {
      return this.#mutatedList(value, items, dice);
    }
    if (typeof additionalProperties === 'object' && isObject(value)) {
      const key = dice.pick([...Object.keys(value), ...WORDS, '__proto__']);
      return withField(value, key, this.#made(additionalProperties, dice, 0));
    }
    return dice.chance(0.25) ? dice.pick(HOSTILE) : this.#made(schema, dice, 0);
  }

  #mutatedObject(
    value: JsonObject,
    properties: Readonly<Record<string, CrdSchema>>,
    dice: Dice,
  ): JsonObject {
    if (dice.chance(0.03)) {
      const name = dice.pick(['foo', '__proto__', 'constructor', 'status']);
      return withField(value, name, dice.pick(HOSTILE));
    }
    const present = Object.keys(value).filter(name =>
      Object.hasOwn(properties, name),
    );
    const known = Object.keys(properties);
    const name =
      present.length > 0 && dice.chance(0.8)
        ? dice.pick(present)
        : dice.pick(known);
    if (Object.hasOwn(value, name) && dice.chance(0.15)) {
      const { [name]: _gone, ...rest } = value;
      return rest;
    }
    const child = properties[name];
    return withField(
      value,
      name,
      Object.hasOwn(value, name)
        ? this.#mutated(value[name], child, dice)
        : this.#made(child, dice, 0),
    );
  }

  #mutatedList(value: unknown[], items: CrdSchema, dice: Dice): unknown[] {
    const at = dice.below(value.length);
    const action = value.length === 0 ? 3 : dice.below(5);
    switch (action) {
      case 0:
        return [...value, structuredClone(value[at])];
      case 1:
        return value.filter((_, i) => i !== at);
      case 2:
        return [...value].reverse();
      case 3:
        return [...value, this.#made(items, dice, 0)];
      default:
        return value.map((entry, i) =>
          i === at ? this.#mutated(entry, items, dice) : entry,
        );
    }
  }

  /** A value of a schema, mostly: what must be there, and a little of what may. */
  #made(schema: CrdSchema, dice: Dice, depth: number): unknown {
    if (dice.chance(0.01)) return dice.pick(HOSTILE);
    const resolved = this.#resolved(schema);
    const { properties, items, additionalProperties, required } = resolved;
    if (resolved.enum && dice.chance(0.95)) return dice.pick(resolved.enum);
    if (resolved['x-kubernetes-int-or-string']) {
      return dice.pick([1, 8080, '1', '500m', '1Gi', 'http', '25%']);
    }
    switch (resolved.type) {
      case 'object': {
        if (properties) {
          const names = Object.keys(properties).filter(
            name =>
              required?.includes(name) ||
              (depth < MAX_MADE_DEPTH &&
                dice.chance(2 / Object.keys(properties).length)),
          );
          return Object.fromEntries(
            names.map(name => [
              name,
              this.#made(properties[name], dice, depth + 1),
            ]),
          );
        }
        if (typeof additionalProperties !== 'object') return {};
        return {
          [dice.pick(WORDS)]: this.#made(additionalProperties, dice, 9),
        };
      }
      case 'array':
        return Array.from({ length: dice.below(3) }, () =>
          items ? this.#made(items, dice, depth + 1) : {},
        );
      case 'integer':
        return dice.pick(INTEGERS);
      case 'boolean':
        return dice.chance(0.5);
      default:
        return dice.pick(WORDS);
    }
  }

  #resolved(schema: CrdSchema): CrdSchema {
    const { $ref } = schema;
    return $ref === undefined
      ? schema
      : this.#resolved(this.#document.parts[$ref.replace('#/parts/', '')]);
  }
}

function changeMetadata(service: JsonObject, dice: Dice): void {
  const metadata = isObject(service.metadata) ? service.metadata : {};
  if (dice.chance(0.2)) {
    const field = dice.pick([
      'name',
      'namespace',
      'labels',
      'annotations',
      'x',
    ]);
    const value = dice.chance(0.6)
      ? dice.pick(['a', 'a-b', 'a.b', 'A', '9', 'a'.repeat(64), 'kube-a'])
      : dice.pick(HOSTILE);
    service.metadata = withField(metadata, field, value);
    return;
  }
  const field = dice.chance(0.8) ? 'annotations' : 'labels';
  const key = dice.pick(Object.keys(NOTES));
  const given = metadata[field];
  service.metadata = withField(
    metadata,
    field,
    withField(isObject(given) ? given : {}, key, dice.pick(NOTES[key])),
  );
}

/** Also where the name is that of something inherited. */
function withField(
  value: JsonObject,
  name: string,
  entry: unknown,
): JsonObject {
  return Object.fromEntries([...Object.entries(value), [name, entry]]);
}

function isObject(value: unknown): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
