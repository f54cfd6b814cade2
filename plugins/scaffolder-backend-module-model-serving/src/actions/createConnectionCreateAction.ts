import { InputError } from '@backstage/errors';
import { createTemplateAction } from '@backstage/plugin-scaffolder-node';
import {
  connectionFields,
  type ConnectionType,
} from '@greenroom/backstage-plugin-model-serving-common';
import yaml from 'yaml';
import { connectionSecrets } from './connectionSecrets';
import { idempotencyKey } from './idempotencyKey';
import { ModelServingActionOptions } from './types';

/** Input fields of the action by the field of the connection that they fill. */
const INPUTS: Readonly<
  Record<
    string,
    | 'endpoint'
    | 'region'
    | 'bucket'
    | 'verifyTls'
    | 'uri'
    | 'registry'
    | 'accessType'
  >
> = {
  AWS_S3_ENDPOINT: 'endpoint',
  AWS_DEFAULT_REGION: 'region',
  AWS_S3_BUCKET: 'bucket',
  S3_VERIFY_SSL: 'verifyTls',
  URI: 'uri',
  OCI_HOST: 'registry',
  ACCESS_TYPE: 'accessType',
};

/**
 * `model-serving:connection:create`: a connection to an S3-compatible bucket, a URI or an OCI registry. What is secret
 * comes as scaffolder secrets, never as input.
 *
 * @public
 */
export function createConnectionCreateAction(
  options: ModelServingActionOptions,
) {
  return createTemplateAction({
    id: 'model-serving:connection:create',
    description:
      'Creates a connection to a bucket, a URI or a registry. Secrets: accessKey and secretKey (s3), headers (uri-v1, optional), dockerConfig or username and password (oci-v1)',
    supportsDryRun: true,
    examples: [
      {
        description:
          'A bucket, from a form with two Secret fields named accessKey and secretKey',
        example: exampleOf({
          endpoint: 'https://s3.example.com',
          bucket: 'models',
        }),
      },
      {
        description:
          'A registry, from a form with the Secret fields username and password',
        example: exampleOf({ type: 'oci-v1', registry: 'quay.io/team' }),
      },
    ],
    schema: {
      input: {
        cluster: z =>
          z.string().optional().describe('Cluster; the default one if absent'),
        namespace: z => z.string().describe('Project (namespace)'),
        name: z => z.string().describe('Resource name of the connection'),
        type: z =>
          z
            .enum(['s3', 'uri-v1', 'oci-v1'])
            .optional()
            .describe('Type of the connection; s3 if absent'),
        title: z => z.string().optional().describe('Name that people read'),
        description: z => z.string().optional(),
        owner: z =>
          z
            .string()
            .optional()
            .describe(
              'Entity reference of the owner; the caller’s group if absent',
            ),
        endpoint: z =>
          z
            .string()
            .optional()
            .describe(
              's3: full URL of the endpoint, with scheme, without a path',
            ),
        region: z => z.string().optional().describe('s3: us-east-1 if absent'),
        bucket: z => z.string().optional().describe('s3'),
        verifyTls: z =>
          z
            .boolean()
            .optional()
            .describe('s3: whether certificates are checked; true if absent'),
        uri: z => z.string().optional().describe('uri-v1: where the model is'),
        registry: z =>
          z
            .string()
            .optional()
            .describe('oci-v1: host, with a path if needed, without a scheme'),
        accessType: z =>
          z
            .array(z.enum(['Push', 'Pull']))
            .optional()
            .describe('oci-v1: what the login may do; everything if absent'),
        privateTo: z =>
          z
            .string()
            .optional()
            .describe(
              'Resource name of the deployment that it lives and dies with; shared if absent',
            ),
      },
      output: {
        name: z => z.string(),
        entityRef: z => z.string(),
      },
    },
    async handler(ctx) {
      const { input } = ctx;
      const { type = 's3' } = input;
      const connection = await options.modelServing.createConnection(
        {
          cluster: input.cluster ?? options.defaultCluster,
          namespace: input.namespace,
          name: input.name,
          type,
          values: {
            ...plainValues(type, input),
            ...connectionSecrets(type, ctx.secrets, {
              demand: 'all',
              registry: input.registry,
            }),
          },
          ...(input.title && { title: input.title }),
          ...(input.description && { description: input.description }),
          ...(input.owner && { owner: input.owner }),
          ...(input.privateTo && { privateTo: input.privateTo }),
          ...(ctx.isDryRun
            ? { dryRun: true }
            : { idempotencyKey: idempotencyKey(ctx) }),
        },
        {
          credentials: await ctx.getInitiatorCredentials(),
          ...(ctx.signal && { signal: ctx.signal }),
        },
      );
      ctx.logger.info(
        `Connection ${connection.ref.namespace}/${connection.ref.name} ${
          ctx.isDryRun ? 'could be created' : 'is there'
        }`,
      );
      ctx.output('name', connection.ref.name);
      ctx.output('entityRef', connection.entityRef);
    },
  });
}

/** Values that are not secret, as the connection keeps them. @throws InputError naming the inputs that are missing */
function plainValues(
  type: ConnectionType,
  input: Readonly<Record<string, unknown>>,
): Record<string, string> {
  const values: Record<string, string> = {};
  const missing: string[] = [];
  for (const { key, secret, required } of connectionFields[type]) {
    if (secret) continue;
    const value = textOf(input[INPUTS[key]]);
    if (value) values[key] = value;
    else if (required) missing.push(`input.${INPUTS[key]}`);
  }
  if (missing.length === 0) return values;
  throw new InputError(
    `${missing.join(' and ')} missing: a ${type} connection needs it`,
  );
}

function textOf(value: unknown): string {
  if (typeof value === 'boolean') return String(value);
  if (Array.isArray(value)) {
    return value.length === 0 ? '' : JSON.stringify(value);
  }
  return typeof value === 'string' ? value : '';
}

function exampleOf(input: Record<string, string>): string {
  return yaml.stringify({
    steps: [
      {
        id: 'connection',
        action: 'model-serving:connection:create',
        name: 'Create the connection',
        input: {
          namespace: '${{ parameters.namespace }}',
          name: 'my-models',
          ...input,
        },
      },
    ],
  });
}
