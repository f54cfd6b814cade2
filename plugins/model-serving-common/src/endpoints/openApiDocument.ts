import { Endpoint, ModelMetadata, TensorMetadata } from './types';
import { Protocol } from '../resources';
import { explainPath, inferPath, isGrpc } from './inferPath';
import { sampleRequest } from './sampleRequest';

type Schema = Record<string, unknown>;

const tensorMetadata: Schema = {
  type: 'object',
  properties: {
    name: { type: 'string' },
    datatype: { type: 'string' },
    shape: { type: 'array', items: { type: 'integer' } },
  },
};

const anyTensor: Schema = {
  type: 'object',
  required: ['name', 'shape', 'datatype', 'data'],
  properties: {
    name: { type: 'string' },
    shape: { type: 'array', items: { type: 'integer' } },
    datatype: { type: 'string' },
    data: { type: 'array' },
  },
};

/**
 * OpenAPI 3.1 document of a deployed model: its prediction with the model's own tensor names, datatypes and shapes, its
 * metadata and readiness. While the metadata is unknown, the protocol's generic document, so that the API entity never
 * vanishes. Source: backstage §14.
 * @public
 */
export function openApiDocument(options: {
  readonly title: string;
  readonly version: string;
  readonly description?: string;
  readonly endpoints: readonly Endpoint[];
  readonly protocol: Protocol;
  readonly modelName: string;
  readonly metadata?: ModelMetadata;
  /** Callers need a token. */
  readonly needsToken?: boolean;
}): Record<string, unknown> {
  const { title, version, description, endpoints, protocol } = options;
  return {
    openapi: '3.1.0',
    info: { title, version, ...(description && { description }) },
    servers: endpoints.map(({ url, kind }) => ({
      url,
      description: kind === 'path' ? 'By path' : 'By host name',
    })),
    paths: pathsOf(options),
    ...(options.needsToken && {
      security: [{ token: [] }],
      components: {
        securitySchemes: {
          token: {
            type: 'http',
            scheme: 'bearer',
            description:
              'A token of this deployment. Its owner makes them, on the tab Access.',
          },
        },
      },
    }),
    ...(isGrpc(protocol) && {
      externalDocs: {
        description: 'Open Inference Protocol (gRPC)',
        url: 'https://github.com/kserve/open-inference-protocol',
      },
    }),
  };
}

function pathsOf(options: {
  readonly endpoints: readonly Endpoint[];
  readonly protocol: Protocol;
  readonly modelName: string;
  readonly metadata?: ModelMetadata;
}): Schema {
  const { endpoints, protocol, modelName } = options;
  const name = encodeURIComponent(modelName);
  const infer = {
    [inferPath(protocol, modelName)]: { post: inferOf(options) },
    ...(endpoints.some(({ explainUrl }) => explainUrl) && {
      [explainPath(modelName)]: { post: explainOf(options) },
    }),
  };
  if (isGrpc(protocol)) return infer;
  if (protocol === 'v1') {
    return {
      ...infer,
      [`/v1/models/${name}`]: {
        get: read('getModel', 'Whether the model is ready', {
          name: { type: 'string' },
          ready: { type: 'boolean' },
        }),
      },
    };
  }
  return {
    ...infer,
    [`/v2/models/${name}`]: {
      get: read('getModelMetadata', 'Inputs and outputs of the model', {
        name: { type: 'string' },
        versions: { type: ['array', 'null'], items: { type: 'string' } },
        platform: { type: 'string' },
        inputs: { type: 'array', items: tensorMetadata },
        outputs: { type: 'array', items: tensorMetadata },
      }),
    },
    [`/v2/models/${name}/ready`]: {
      get: read('getModelReady', 'Whether the model is ready', {
        name: { type: 'string' },
        ready: { type: 'boolean' },
      }),
    },
    '/v2/health/ready': {
      get: read('getServerReady', 'Whether the server is ready', {
        ready: { type: 'boolean' },
      }),
    },
  };
}

function inferOf(options: {
  readonly protocol: Protocol;
  readonly modelName: string;
  readonly metadata?: ModelMetadata;
}): Schema {
  const { protocol, metadata } = options;
  const type = isGrpc(protocol) ? 'application/grpc' : 'application/json';
  const [request, response] =
    protocol === 'v1' || protocol === 'grpc-v1'
      ? v1Schemas()
      : [
          tensorsSchema('inputs', metadata?.inputs),
          tensorsSchema('outputs', metadata?.outputs),
        ];
  return {
    operationId: 'predict',
    summary: 'Send a prediction',
    requestBody: {
      required: true,
      content: { [type]: { schema: request, example: exampleOf(options) } },
    },
    responses: {
      200: {
        description: 'The prediction',
        content: { [type]: { schema: response } },
      },
      400: { description: 'The request does not fit the model' },
      503: { description: 'The model is not ready; see Retry-After' },
    },
  };
}

/** V1 says what is sent; what an explanation looks like is the explainer's own. */
function explainOf(options: {
  readonly modelName: string;
  readonly metadata?: ModelMetadata;
}): Schema {
  const [request] = v1Schemas();
  const example = exampleOf({ ...options, protocol: 'v1' });
  return {
    operationId: 'explain',
    summary: 'Ask why the model answers as it does',
    requestBody: {
      required: true,
      content: { 'application/json': { schema: request, example } },
    },
    responses: {
      200: {
        description: 'The explanation',
        content: { 'application/json': { schema: { type: 'object' } } },
      },
      400: { description: 'The request does not fit the explainer' },
      503: { description: 'The explainer is not ready; see Retry-After' },
    },
  };
}

/** Beyond this a document would be mostly numbers. */
const MAX_EXAMPLE_LENGTH = 4096;

function exampleOf(options: {
  readonly protocol: Protocol;
  readonly modelName: string;
  readonly metadata?: ModelMetadata;
}): Schema | undefined {
  const size = (options.metadata?.inputs ?? []).reduce(
    (sum, input) => sum + input.shape.reduce((p, d) => p * Math.max(1, d), 1),
    0,
  );
  return size > MAX_EXAMPLE_LENGTH ? undefined : sampleRequest(options);
}

function v1Schemas(): [Schema, Schema] {
  return [
    {
      type: 'object',
      required: ['instances'],
      properties: { instances: { type: 'array' } },
    },
    { type: 'object', properties: { predictions: { type: 'array' } } },
  ];
}

function tensorsSchema(
  field: 'inputs' | 'outputs',
  tensors: readonly TensorMetadata[] | undefined,
): Schema {
  const list = tensors?.length
    ? {
        type: 'array',
        prefixItems: tensors.map(tensorSchema),
        ...(field === 'inputs' && {
          minItems: tensors.length,
          maxItems: tensors.length,
        }),
      }
    : { type: 'array', items: anyTensor };
  return {
    type: 'object',
    required: [field],
    properties: {
      id: { type: 'string' },
      ...(field === 'outputs' && { model_name: { type: 'string' } }),
      [field]: list,
    },
  };
}

function tensorSchema(tensor: TensorMetadata): Schema {
  return {
    type: 'object',
    title: tensor.name,
    description: `${tensor.datatype} ${JSON.stringify(
      tensor.shape,
    )}; -1 is a free dimension`,
    required: ['name', 'shape', 'datatype', 'data'],
    properties: {
      name: { const: tensor.name },
      datatype: { const: tensor.datatype },
      shape: {
        type: 'array',
        prefixItems: tensor.shape.map(dimension =>
          dimension < 0
            ? { type: 'integer', minimum: 1 }
            : { const: dimension },
        ),
        minItems: tensor.shape.length,
        maxItems: tensor.shape.length,
      },
      data: { type: 'array', items: valueSchema(tensor.datatype) },
    },
  };
}

function valueSchema(datatype: string): Schema {
  if (datatype === 'BOOL') return { type: ['boolean', 'array'] };
  if (datatype === 'BYTES') return { type: ['string', 'array'] };
  const isInteger = /^U?INT/.test(datatype);
  return { type: [isInteger ? 'integer' : 'number', 'array'] };
}

function read(id: string, summary: string, properties: Schema): Schema {
  return {
    operationId: id,
    summary,
    responses: {
      200: {
        description: summary,
        content: {
          'application/json': { schema: { type: 'object', properties } },
        },
      },
      503: { description: 'Not ready' },
    },
  };
}
