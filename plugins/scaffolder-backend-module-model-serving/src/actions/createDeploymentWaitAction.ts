import { createTemplateAction } from '@backstage/plugin-scaffolder-node';
import { DeploymentDetail } from '@greenroom/backstage-plugin-model-serving-common';
import yaml from 'yaml';
import { callOf } from './callOf';
import { firstEndpoint } from './firstEndpoint';
import { refInput } from './refInput';
import { ModelServingWaitOptions } from './types';
import { untilReady } from './untilReady';

const DEFAULT_TIMEOUT_SECONDS = 600;

/**
 * `model-serving:deployment:wait`: waits until a deployment is Ready, telling what happens. At its limit the wait ends,
 * not the deployment.
 *
 * @public
 */
export function createDeploymentWaitAction(options: ModelServingWaitOptions) {
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
      const call = await callOf(ctx);
      const ready = await untilReady(
        {
          look: () => options.modelServing.getDeployment(ref, call),
          what: 'deployment',
          name: `${namespace}/${name}`,
          timeoutSeconds,
          progress: progressOf,
          failure: failureOf,
          late: 'is not ready',
          afterwards: 'It goes on starting; its page tells when it is ready.',
        },
        { logger: ctx.logger, ...call },
        options,
      );
      ctx.output('state', 'ready');
      const endpoint = firstEndpoint(ready.endpoints);
      if (endpoint) {
        ctx.output('url', endpoint.url);
        ctx.output('inferUrl', endpoint.inferUrl);
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
