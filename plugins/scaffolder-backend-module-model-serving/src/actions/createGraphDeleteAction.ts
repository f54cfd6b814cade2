import { createTemplateAction } from '@backstage/plugin-scaffolder-node';
import yaml from 'yaml';
import { callOf } from './callOf';
import { deleteOnce } from './deleteOnce';
import { refInput } from './refInput';
import { ModelServingActionOptions } from './types';

/** `model-serving:graph:delete`: succeeds too if there is nothing to delete any more. @public */
export function createGraphDeleteAction(options: ModelServingActionOptions) {
  return createTemplateAction({
    id: 'model-serving:graph:delete',
    description: 'Deletes an inference graph; the services that it calls stay',
    supportsDryRun: true,
    examples: [
      {
        description: 'Delete a graph',
        example: yaml.stringify({
          steps: [
            {
              id: 'delete',
              action: 'model-serving:graph:delete',
              name: 'Delete',
              input: { namespace: 'demo', name: 'flow' },
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
        options.modelServing.deleteResource('InferenceGraph', ref, call),
      );
      ctx.logger.info(
        message ??
          (deleted
            ? `The graph ${namespace}/${name} is deleted`
            : `The graph ${namespace}/${name} does not exist`),
      );
      ctx.output('deleted', deleted);
    },
  });
}
