import { ReactNode } from 'react';
import {
  createFormField,
  FormField,
} from '@backstage/plugin-scaffolder-react/alpha';
import { Text } from '@backstage/ui';
import { makeFieldSchema } from '@backstage/plugin-scaffolder-react';
import {
  BatcherSpec,
  LoggerSpec,
} from '@greenroom/backstage-plugin-model-serving-common';
import {
  BatcherInput,
  clusterNamed,
  LoggerInput,
  RequireTokenInput,
  RouteInput,
  Routing,
  routingOf,
} from '../inputs';
import { useClusters } from '../live';
import { scaffolderInput } from './scaffolderInput';
import { validateLogger } from './validateLogger';
import {
  andNotRefused,
  DeploymentCheckOptions,
  validateNewDeployment,
} from './validateNewDeployment';

const yesOrNo = (value: boolean) => (value ? 'Yes' : 'No');

/** `RouteField`: whether the model can be called from outside its cluster; labelled by who makes the route there. */
export const routeField: FormField = createFormField({
  name: 'RouteField',
  schema: makeFieldSchema({ output: z => z.boolean() }),
  component: scaffolderInput<boolean>({
    label: 'Reachable from outside the cluster',
    toText: yesOrNo,
    render: (input, { cluster }) => <RouteInput {...input} cluster={cluster} />,
  }),
  validation: andNotRefused('route'),
});

/** `RequireTokenField`: whether callers need a token; offered where somebody asks for one. */
export const requireTokenField: FormField = createFormField({
  name: 'RequireTokenField',
  schema: makeFieldSchema({ output: z => z.boolean() }),
  component: scaffolderInput<boolean>({
    label: 'Require a token',
    toText: yesOrNo,
    render: (input, { cluster, flag }) => (
      <RequireTokenInput
        {...input}
        cluster={cluster}
        hasRoute={flag('route') ?? true}
      />
    ),
  }),
  validation: andNotRefused('requireToken'),
});

/** `BatcherField`: `{ maxBatchSize?, maxLatency?, timeout? }`, or nothing: predictions are not collected. */
export const batcherField: FormField = createFormField({
  name: 'BatcherField',
  schema: makeFieldSchema({
    output: z =>
      z.object({
        maxBatchSize: z.number().int().min(1).optional(),
        maxLatency: z.number().int().min(1).optional(),
        timeout: z.number().int().min(1).optional(),
      }),
  }),
  component: scaffolderInput<BatcherSpec>({
    label: 'Send predictions in batches',
    toText: ({ maxBatchSize = 32, maxLatency = 5_000 }) =>
      `Up to ${maxBatchSize} instances, after ${maxLatency} ms at the latest`,
    render: (input, { cluster }) => (
      <OnCluster name={cluster}>
        {routing => <BatcherInput {...input} routing={routing} />}
      </OnCluster>
    ),
  }),
  validation: andNotRefused('batcher'),
});

/** `LoggerField`: where requests and answers are sent to, or nothing. */
export const loggerField: FormField = createFormField({
  name: 'LoggerField',
  schema: makeFieldSchema({
    output: z =>
      z.object({
        url: z.string().optional(),
        mode: z.enum(['all', 'request', 'response']).optional(),
        metadataHeaders: z.array(z.string()).optional(),
        metadataAnnotations: z.array(z.string()).optional(),
      }),
  }),
  component: scaffolderInput<LoggerSpec>({
    label: 'Log payloads',
    toText: ({ url }) => `To ${url ?? 'where the cluster sends them'}`,
    render: (input, { cluster, isSet }) => (
      <OnCluster name={cluster}>
        {routing => (
          <LoggerInput
            {...input}
            routing={routing}
            isBatched={isSet('batcher')}
          />
        )}
      </OnCluster>
    ),
  }),
  validation: andNotRefused('logger', validateLogger),
});

/**
 * `DeploymentCheck`: asks backend and cluster, before the last page is left, whether they take the deployment, and says what
 * no field says. It has no value of its own: a default that it keeps lets it be asked.
 */
export const deploymentCheck: FormField = createFormField({
  name: 'DeploymentCheck',
  schema: makeFieldSchema({
    output: z => z.boolean(),
    uiOptions: z => z.object({ besides: z.array(z.string()).optional() }),
  }),
  component: scaffolderInput<boolean, DeploymentCheckOptions>({
    label: 'Check',
    toText: yesOrNo,
    render: ({ description }) => (
      <Text color="secondary">
        {description ??
          'Before the review the cluster is asked whether it takes this deployment. Nothing is made yet.'}
      </Text>
    ),
  }),
  validation: validateNewDeployment,
});

function OnCluster(props: {
  name: string | undefined;
  children: (routing: Routing) => ReactNode;
}) {
  const clusters = useClusters().value;
  return <>{props.children(routingOf(clusterNamed(clusters, props.name)))}</>;
}
