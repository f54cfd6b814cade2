import {
  ConflictError,
  NotFoundError,
  stringifyError,
} from '@backstage/errors';
import { createTemplateAction } from '@backstage/plugin-scaffolder-node';
import { DeploymentDetail } from '@greenroom/backstage-plugin-model-serving-common';
import yaml from 'yaml';
import { systemClock } from './clock';
import { refInput } from './refInput';
import { ModelServingWaitOptions } from './types';
import { untilInCatalog } from './untilInCatalog';

const POLL_MS = 1_000;
/** A task stream that is silent for a minute goes blank; people want to see something every few seconds. */
const REPEAT_MS = 5_000;
const DEFAULT_TIMEOUT_SECONDS = 600;

/**
 * `model-serving:deployment:wait`: waits until a deployment is Ready, telling what happens. At its limit the wait ends,
 * not the deployment.
 *
 * @public
 */
export function createDeploymentWaitAction(options: ModelServingWaitOptions) {
  const clock = options.clock ?? systemClock;
  return createTemplateAction({
    id: 'model-serving:deployment:wait',
    description:
      'Waits until a deployment is ready and says every few seconds what is happening',
    supportsDryRun: true,
    examples: [
      {
        description: 'At most two minutes',
        example: yaml.stringify({
          steps: [
            {
              id: 'wait',
              action: 'model-serving:deployment:wait',
              name: 'Wait until it answers',
              input: { namespace: 'demo', name: 'iris', timeoutSeconds: 120 },
            },
          ],
        }),
      },
    ],
    schema: {
      input: {
        ...refInput,
        timeoutSeconds: z =>
          z.number().int().positive().optional().describe('Default 600'),
      },
      output: {
        state: z => z.string(),
        url: z => z.string().optional(),
        inferUrl: z => z.string().optional(),
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
      const credentials = await ctx.getInitiatorCredentials();
      const call = { credentials, ...(ctx.signal && { signal: ctx.signal }) };
      const deadline = clock.now() + timeoutSeconds * 1000;
      let told = '';
      let toldAt = 0;

      for (;;) {
        const deployment = await options.modelServing.getDeployment(ref, call);
        if (!deployment)
          throw new NotFoundError(
            `deployment ${namespace}/${name} does not exist any more: somebody deleted it while this task waited.`,
          );
        const line = progressOf(deployment);
        if (line !== told || clock.now() - toldAt >= REPEAT_MS) {
          ctx.logger.info(line);
          told = line;
          toldAt = clock.now();
        }
        if (deployment.state.code === 'ready') {
          await untilInCatalog(deployment.entityRef, credentials, {
            ...options,
            clock,
            signal: ctx.signal,
          });
          ctx.output('state', 'ready');
          const endpoint =
            deployment.endpoints.find(({ preferred }) => preferred) ??
            deployment.endpoints[0];
          if (endpoint) {
            ctx.output('url', endpoint.url);
            ctx.output('inferUrl', endpoint.inferUrl);
          }
          return;
        }
        if (deployment.state.code === 'failed')
          throw new ConflictError(failureOf(deployment));
        if (clock.now() >= deadline) {
          throw new ConflictError(
            `${namespace}/${name} is not ready after ${timeoutSeconds} s: ${line}. It goes on starting; its page tells when it is ready.`,
          );
        }
        await clock.sleep(POLL_MS, ctx.signal).catch(error => {
          throw new ConflictError(
            `waiting was cancelled; the deployment goes on (${stringifyError(
              error,
            )})`,
          );
        });
      }
    },
  });
}

function progressOf({ state, fullState }: DeploymentDetail): string {
  const active = fullState.steps.find(
    step => step.state === 'active' || step.state === 'failed',
  );
  const step = active
    ? ` (${active.label}${active.message ? `: ${active.message}` : ''})`
    : '';
  return `${state.word}: ${state.headline}${step}`;
}

function failureOf({ ref, fullState }: DeploymentDetail): string {
  const [finding] = fullState.findings;
  const what = finding
    ? `${finding.headline}. ${finding.detail ? `${finding.detail}. ` : ''}${
        finding.action
      }`
    : fullState.headline;
  return `${ref.namespace}/${ref.name} failed: ${what} The deployment exists; edit it on its page, or delete it there or with model-serving:deployment:delete.`;
}
