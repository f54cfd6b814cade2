import { createTemplateAction } from '@backstage/plugin-scaffolder-node';
import { GraphDetail } from '@greenroom/backstage-plugin-model-serving-common';
import yaml from 'yaml';
import { callOf } from './callOf';
import { firstEndpoint } from './firstEndpoint';
import { refInput } from './refInput';
import { ModelServingWaitOptions } from './types';
import { untilReady } from './untilReady';

const DEFAULT_TIMEOUT_SECONDS = 120;

/**
 * `model-serving:graph:wait`: waits until a graph answers, telling what it waits for. At its limit the wait ends, not the
 * graph.
 *
 * @public
 */
export function createGraphWaitAction(options: ModelServingWaitOptions) {
  return createTemplateAction({
    id: 'model-serving:graph:wait',
    description:
      'Waits until an inference graph answers and says every few seconds what it waits for',
    supportsDryRun: true,
    examples: [
      {
        description: 'At most one minute',
        example: yaml.stringify({
          steps: [
            {
              id: 'wait',
              action: 'model-serving:graph:wait',
              name: 'Wait until it answers',
              input: { namespace: 'demo', name: 'flow', timeoutSeconds: 60 },
            },
          ],
        }),
      },
    ],
    schema: {
      input: {
        ...refInput,
        timeoutSeconds: z =>
          z.number().int().positive().optional().describe('Default 120'),
      },
      output: {
        state: z => z.string(),
        url: z => z.string().optional(),
      },
    },
    async handler(ctx) {
      if (ctx.isDryRun) {
        ctx.output('state', 'ready');
        return;
      }
      const {
        cluster = options.defaultCluster,
        namespace,
        name,
        timeoutSeconds = DEFAULT_TIMEOUT_SECONDS,
      } = ctx.input;
      const ref = { cluster, namespace, name };
      const call = await callOf(ctx);
      const ready = await untilReady(
        {
          look: () => options.modelServing.getGraph(ref, call),
          what: 'graph',
          name: `${namespace}/${name}`,
          timeoutSeconds,
          progress: ({ state }) => `${state.word}: ${state.headline}`,
          failure: failureOf,
          late: 'does not answer',
          afterwards:
            'It goes on waiting for its services; its page tells when it answers.',
        },
        { logger: ctx.logger, ...call },
        options,
      );
      ctx.output('state', 'ready');
      const endpoint = firstEndpoint(ready.endpoints);
      if (endpoint) ctx.output('url', endpoint.inferUrl);
    },
  });
}

function failureOf({ ref, state, problems, members }: GraphDetail): string {
  const why = [
    ...problems.map(({ path, message }) => `${path}: ${message}`),
    ...members.flatMap(({ name, problem }) =>
      problem ? [`${name}: ${problem}`] : [],
    ),
  ];
  return [
    `${ref.namespace}/${ref.name} failed: ${state.headline}`,
    ...why,
    'The graph is kept; edit it on its page, or delete it there or with model-serving:graph:delete.',
  ].join('\n');
}
