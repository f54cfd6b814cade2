import { createTemplateAction } from '@backstage/plugin-scaffolder-node';
import yaml from 'yaml';
import { callOf } from './callOf';
import { refInput } from './refInput';
import { ModelServingActionOptions } from './types';

/** `model-serving:deployment:scale`. @public */
export function createDeploymentScaleAction(
  options: ModelServingActionOptions,
) {
  return createTemplateAction({
    id: 'model-serving:deployment:scale',
    description:
      'Changes the number of replicas of a deployment; returns at once',
    supportsDryRun: true,
    examples: [
      {
        description: 'Two replicas',
        example: yaml.stringify({
          steps: [
            {
              id: 'scale',
              action: 'model-serving:deployment:scale',
              name: 'Scale',
              input: { namespace: 'demo', name: 'iris', minReplicas: 2 },
            },
          ],
        }),
      },
    ],
    schema: {
      input: {
        ...refInput,
        minReplicas: z => z.number().int().min(0),
        maxReplicas: z =>
          z
            .number()
            .int()
            .min(0)
            .optional()
            .describe('As minReplicas if absent'),
      },
      output: { desired: z => z.number() },
    },
    async handler(ctx) {
      const {
        cluster = options.defaultCluster,
        namespace,
        name,
        minReplicas,
        maxReplicas = minReplicas,
      } = ctx.input;
      if (ctx.isDryRun) {
        ctx.output('desired', minReplicas);
        return;
      }
      const deployment = await options.modelServing.scaleDeployment(
        { cluster, namespace, name },
        { minReplicas, maxReplicas },
        await callOf(ctx),
      );
      ctx.logger.info(
        `${namespace}/${name}: ${minReplicas} to ${maxReplicas} replicas`,
      );
      ctx.output('desired', deployment.replicas.desired);
    },
  });
}
