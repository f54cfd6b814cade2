import { NotFoundError } from '@backstage/errors';
import { createTemplateAction } from '@backstage/plugin-scaffolder-node';
import yaml from 'yaml';
import { refInput } from './refInput';
import { ModelServingActionOptions } from './types';

/** `model-serving:deployment:delete`: succeeds too if there is nothing to delete any more. @public */
export function createDeploymentDeleteAction(
  options: ModelServingActionOptions,
) {
  return createTemplateAction({
    id: 'model-serving:deployment:delete',
    description:
      'Deletes a deployment with what it owns; shared connections and runtimes stay. Returns when it is accepted',
    supportsDryRun: true,
    examples: [
      {
        description: 'Delete a deployment',
        example: yaml.stringify({
          steps: [
            {
              id: 'delete',
              action: 'model-serving:deployment:delete',
              name: 'Delete',
              input: { namespace: 'demo', name: 'iris' },
            },
          ],
        }),
      },
    ],
    schema: { input: refInput, output: { deleted: z => z.boolean() } },
    async handler(ctx) {
      const { cluster = options.defaultCluster, namespace, name } = ctx.input;
      if (ctx.isDryRun) {
        ctx.output('deleted', true);
        return;
      }
      const call = {
        credentials: await ctx.getInitiatorCredentials(),
        how: 'template' as const,
        ...(ctx.signal && { signal: ctx.signal }),
      };
      try {
        await options.modelServing.deleteDeployment(
          { cluster, namespace, name },
          call,
        );
        ctx.logger.info(`${namespace}/${name} is being deleted`);
        ctx.output('deleted', true);
      } catch (error) {
        // A repeated step finds nothing: that is what it wanted.
        if (
          !(error instanceof NotFoundError) &&
          (error as Error).name !== 'NotFoundError'
        )
          throw error;
        ctx.logger.info(`${namespace}/${name} does not exist`);
        ctx.output('deleted', false);
      }
    },
  });
}
