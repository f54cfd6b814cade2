import { createTemplateAction } from '@backstage/plugin-scaffolder-node';
import yaml from 'yaml';
import { callOf } from './callOf';
import { refInput } from './refInput';
import { ModelServingActionOptions } from './types';

/** Start and stop differ in one word each. */
function createSwitchAction(
  options: ModelServingActionOptions,
  verb: 'start' | 'stop',
  description: string,
) {
  return createTemplateAction({
    id: `model-serving:deployment:${verb}`,
    description,
    supportsDryRun: true,
    examples: [
      {
        description,
        example: yaml.stringify({
          steps: [
            {
              id: verb,
              action: `model-serving:deployment:${verb}`,
              name: verb,
              input: { namespace: 'demo', name: 'iris' },
            },
          ],
        }),
      },
    ],
    schema: {
      input: refInput,
      output: { state: z => z.string() },
    },
    async handler(ctx) {
      const { cluster = options.defaultCluster, namespace, name } = ctx.input;
      if (ctx.isDryRun) {
        ctx.output('state', verb === 'start' ? 'starting' : 'stopping');
        return;
      }
      const call = await callOf(ctx);
      const ref = { cluster, namespace, name };
      const deployment =
        verb === 'start'
          ? await options.modelServing.startDeployment(ref, call)
          : await options.modelServing.stopDeployment(ref, call);
      ctx.logger.info(`${namespace}/${name}: ${deployment.state.word}`);
      ctx.output('state', deployment.state.code);
    },
  });
}

/** `model-serving:deployment:start`. @public */
export function createDeploymentStartAction(
  options: ModelServingActionOptions,
) {
  return createSwitchAction(
    options,
    'start',
    'Starts a stopped deployment; returns at once',
  );
}

/** `model-serving:deployment:stop`. @public */
export function createDeploymentStopAction(options: ModelServingActionOptions) {
  return createSwitchAction(
    options,
    'stop',
    'Stops a deployment: its endpoint goes off, its settings stay; returns at once',
  );
}
