import { InputError, NotFoundError } from '@backstage/errors';
import { createTemplateAction } from '@backstage/plugin-scaffolder-node';
import yaml from 'yaml';
import { connectionSecrets } from './connectionSecrets';
import { ModelServingActionOptions } from './types';

/**
 * `model-serving:connection:rotate`: exchanges the secret values of a connection. They come as scaffolder secrets, are
 * tested before unless told otherwise, and change nothing if they do not work.
 *
 * @public
 */
export function createConnectionRotateAction(
  options: ModelServingActionOptions,
) {
  return createTemplateAction({
    id: 'model-serving:connection:rotate',
    description:
      'Exchanges the secret values of a connection and says what that means for each deployment. Secrets as in model-serving:connection:create; those that are left out stay',
    supportsDryRun: true,
    examples: [
      {
        description:
          'A new secret key for a bucket, from a form with a Secret field named secretKey',
        example: yaml.stringify({
          steps: [
            {
              id: 'rotate',
              action: 'model-serving:connection:rotate',
              name: 'Rotate the keys',
              input: { namespace: 'demo', name: 'my-models', restart: true },
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
        test: z =>
          z
            .boolean()
            .optional()
            .describe('Test the new values first; true if absent'),
        path: z =>
          z
            .string()
            .optional()
            .describe('What must be there for the test to pass'),
        restart: z =>
          z
            .boolean()
            .optional()
            .describe(
              'Replace the replicas of the deployments that run with it, step by step; false if absent',
            ),
      },
      output: {
        rotated: z => z.boolean(),
        message: z => z.string(),
      },
    },
    async handler(ctx) {
      const {
        cluster = options.defaultCluster,
        namespace,
        name,
        ...how
      } = ctx.input;
      const call = {
        credentials: await ctx.getInitiatorCredentials(),
        ...(ctx.signal && { signal: ctx.signal }),
      };
      const ref = { cluster, namespace, name };
      const connection = await options.modelServing.getConnection(ref, call);
      if (!connection) {
        throw new NotFoundError(
          `there is no connection ${namespace}/${name} that you may see`,
        );
      }
      const { type, values } = connection.resource.spec;
      const result = await options.modelServing.rotateConnection(
        ref,
        {
          ...how,
          values: connectionSecrets(type, ctx.secrets, {
            demand: 'one',
            registry: values.OCI_HOST,
          }),
          ...(ctx.isDryRun && { dryRun: true }),
        },
        call,
      );
      if (result.test && !result.test.ok) {
        throw new InputError(`${result.message} ${result.test.message}`);
      }
      for (const { ref: user, message } of result.deployments) {
        ctx.logger.info(`${user.namespace}/${user.name}: ${message}`);
      }
      ctx.logger.info(result.message);
      ctx.output('rotated', result.rotated);
      ctx.output('message', result.message);
    },
  });
}
