import { InputError } from '@backstage/errors';
import { createTemplateAction } from '@backstage/plugin-scaffolder-node';
import { connectionFields } from '@greenroom/backstage-plugin-model-serving-common';
import yaml from 'yaml';
import { idempotencyKey } from './idempotencyKey';
import { ModelServingActionOptions } from './types';

/** Names of the scaffolder secrets that hold the keys; a template's `ui:field: Secret` properties are named so. */
const SECRETS = {
  AWS_ACCESS_KEY_ID: 'accessKey',
  AWS_SECRET_ACCESS_KEY: 'secretKey',
} as const;

/**
 * `model-serving:connection:create`: a connection to an S3-compatible bucket. Access key and secret key come as
 * scaffolder secrets, never as input.
 *
 * @public
 */
export function createConnectionCreateAction(
  options: ModelServingActionOptions,
) {
  return createTemplateAction({
    id: 'model-serving:connection:create',
    description:
      'Creates a connection to an S3-compatible bucket; the keys are the secrets accessKey and secretKey',
    supportsDryRun: true,
    examples: [
      {
        description:
          'A connection from a form with two Secret fields named accessKey and secretKey',
        example: yaml.stringify({
          steps: [
            {
              id: 'connection',
              action: 'model-serving:connection:create',
              name: 'Create the connection',
              input: {
                namespace: '${{ parameters.namespace }}',
                name: 'my-bucket',
                endpoint: 'https://s3.example.com',
                bucket: 'models',
              },
            },
          ],
        }),
      },
    ],
    schema: {
      input: {
        cluster: z =>
          z.string().optional().describe('Cluster; the default one if absent'),
        namespace: z => z.string().describe('Project (namespace)'),
        name: z => z.string().describe('Resource name of the connection'),
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
            .describe(
              'Full URL of the S3 endpoint, with scheme, without a path',
            ),
        region: z => z.string().optional().describe('us-east-1 if absent'),
        bucket: z => z.string(),
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
      const values: Record<string, string> = {
        AWS_S3_ENDPOINT: input.endpoint,
        AWS_S3_BUCKET: input.bucket,
        ...(input.region && { AWS_DEFAULT_REGION: input.region }),
      };
      const missing: string[] = [];
      for (const field of connectionFields.s3.filter(({ secret }) => secret)) {
        const name = SECRETS[field.key as keyof typeof SECRETS];
        const value = ctx.secrets?.[name];
        if (value) values[field.key] = value;
        else missing.push(`secrets.${name} (${field.label})`);
      }
      if (missing.length > 0) {
        throw new InputError(
          `${missing.join(
            ' and ',
          )} missing: the form must hold a field of this name with ui:field Secret. Fill it in and submit again.`,
        );
      }
      const connection = await options.modelServing.createConnection(
        {
          cluster: input.cluster ?? options.defaultCluster,
          namespace: input.namespace,
          name: input.name,
          type: 's3',
          values,
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
