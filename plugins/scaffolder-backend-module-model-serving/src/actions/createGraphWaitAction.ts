import {
  ConflictError,
  NotFoundError,
  stringifyError,
} from '@backstage/errors';
import { createTemplateAction } from '@backstage/plugin-scaffolder-node';
import { GraphDetail } from '@greenroom/backstage-plugin-model-serving-common';
import yaml from 'yaml';
import { systemClock } from './clock';
import { refInput } from './refInput';
import { untilInCatalog } from './untilInCatalog';
import { ModelServingWaitOptions } from './types';

const POLL_MS = 1_000;
/** A task stream that is silent for a minute goes blank; people want to see something every few seconds. */
const REPEAT_MS = 5_000;
const DEFAULT_TIMEOUT_SECONDS = 120;

/**
 * `model-serving:graph:wait`: waits until a graph answers, telling what it waits for. At its limit the wait ends, not the
 * graph.
 *
 * @public
 */
export function createGraphWaitAction(options: ModelServingWaitOptions) {
  const clock = options.clock ?? systemClock;
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
      const credentials = await ctx.getInitiatorCredentials();
      const call = { credentials, ...(ctx.signal && { signal: ctx.signal }) };
      const deadline = clock.now() + timeoutSeconds * 1000;
      let told = '';
      let toldAt = 0;
      for (;;) {
        const graph = await options.modelServing.getGraph(
          { cluster, namespace, name },
          call,
        );
        if (!graph) {
          throw new NotFoundError(
            `graph ${namespace}/${name} does not exist any more: somebody deleted it while this task waited.`,
          );
        }
        const line = `${graph.state.word}: ${graph.state.headline}`;
        if (line !== told || clock.now() - toldAt >= REPEAT_MS) {
          ctx.logger.info(line);
          told = line;
          toldAt = clock.now();
        }
        if (graph.state.code === 'ready') {
          await untilInCatalog(graph.entityRef, credentials, {
            ...options,
            clock,
            signal: ctx.signal,
          });
          ctx.output('state', 'ready');
          const endpoint =
            graph.endpoints.find(({ preferred }) => preferred) ??
            graph.endpoints[0];
          if (endpoint) ctx.output('url', endpoint.inferUrl);
          return;
        }
        if (graph.state.code === 'failed') {
          throw new ConflictError(failureOf(graph));
        }
        if (clock.now() >= deadline) {
          throw new ConflictError(
            `${namespace}/${name} does not answer after ${timeoutSeconds} s: ${line}. It goes on waiting for its services; its page tells when it answers.`,
          );
        }
        await clock.sleep(POLL_MS, ctx.signal).catch(error => {
          throw new ConflictError(
            `waiting was cancelled; the graph goes on (${stringifyError(
              error,
            )})`,
          );
        });
      }
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
