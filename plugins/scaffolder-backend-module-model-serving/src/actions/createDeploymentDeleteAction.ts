import { createTemplateAction } from '@backstage/plugin-scaffolder-node';
import yaml from 'yaml';
import { callOf } from './callOf';
import { deleteOnce } from './deleteOnce';
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
      const call = await callOf(ctx);
      const ref = { cluster, namespace, name };
      const { deleted, message } = await deleteOnce(() =>
        options.modelServing.deleteDeployment(ref, call),
      );
      ctx.logger.info(
        message ??
          (deleted
            ? `${namespace}/${name} is being deleted`
            : `${namespace}/${name} does not exist`),
      );
      ctx.output('deleted', deleted);
    },
  });
}
