import { ConflictError, InputError } from '@backstage/errors';
import { createTemplateAction } from '@backstage/plugin-scaffolder-node';
import {
  entityRefOf,
  GraphNodeForm,
  graphNodeNameProblem,
  toInferenceGraph,
} from '@greenroom/backstage-plugin-model-serving-common';
import yaml from 'yaml';
import { callOf } from './callOf';
import { demandValid } from './demandValid';
import { nodesInput, routerTypeInput, stepsInput } from './graphInput';
import { presentationInput } from './presentationInput';
import { ModelServingActionOptions } from './types';

/**
 * `model-serving:graph:create`: stores a graph and returns as soon as it is accepted. A graph of the same name
 * is never written over; the same graph again, as a repeated task asks for it, is the one that is there.
 *
 * @public
 */
export function createGraphCreateAction(options: ModelServingActionOptions) {
  return createTemplateAction({
    id: 'model-serving:graph:create',
    description:
      'Creates an inference graph: validates, submits and returns; model-serving:graph:wait waits until it answers',
    supportsDryRun: true,
    examples: [
      {
        description: 'Two services, one after another',
        example: yaml.stringify({
          steps: [
            {
              id: 'graph',
              action: 'model-serving:graph:create',
              name: 'Create the graph',
              input: {
                namespace: 'demo',
                name: 'flow',
                title: 'Flow',
                routerType: 'Sequence',
                steps: [
                  { service: 'iris' },
                  { service: 'wine', data: '$request', mustSucceed: true },
                ],
              },
            },
          ],
        }),
      },
    ],
    schema: {
      input: {
        ...presentationInput,
        routerType: routerTypeInput,
        steps: stepsInput,
        nodes: nodesInput,
      },
      output: {
        cluster: z => z.string(),
        namespace: z => z.string(),
        name: z => z.string(),
        entityRef: z =>
          z
            .string()
            .describe(
              'The graph in the catalog, visible a second or two later',
            ),
      },
    },
    async handler(ctx) {
      const { cluster = options.defaultCluster, ...form } = ctx.input;
      const { namespace, name } = form;
      demandNames(form.nodes ?? []);
      const { modelServing } = options;
      const call = await callOf(ctx);
      const request = {
        cluster,
        kind: 'InferenceGraph' as const,
        resource: toInferenceGraph(form),
      };
      const planned = await modelServing.putResource(
        { ...request, dryRun: true },
        call,
      );
      demandValid(planned, ctx.logger);
      if (planned.action === 'change') {
        throw new ConflictError(
          `there is already another graph ${name} in ${namespace}; choose another name, or edit that one on its page`,
        );
      }
      ctx.output('cluster', cluster);
      ctx.output('namespace', namespace);
      ctx.output('name', name);
      ctx.output(
        'entityRef',
        entityRefOf({
          kind: 'InferenceGraph',
          cluster,
          namespace,
          name,
          isDefaultCluster: cluster === options.defaultCluster,
        }),
      );
      if (ctx.isDryRun) {
        ctx.logger.info(`Would create the graph ${namespace}/${name}`);
        return;
      }
      if (planned.action === 'unchanged') {
        ctx.logger.info(`The graph ${namespace}/${name} is there already`);
        return;
      }
      ctx.logger.info(
        `Submitting the graph ${namespace}/${name} to cluster ${cluster}`,
      );
      await modelServing.putResource({ ...request, onlyNew: true }, call);
      ctx.logger.info('Accepted');
    },
  });
}

/** Of two nodes of one name only one would be stored. @throws InputError */
function demandNames(nodes: readonly GraphNodeForm[]): void {
  for (const [i, { name }] of nodes.entries()) {
    const others = nodes.slice(0, i).map(other => other.name);
    const problem = graphNodeNameProblem(name, others);
    if (problem) throw new InputError(`nodes[${i}].name: ${problem}`);
  }
}
