import { createTemplateAction } from '@backstage/plugin-scaffolder-node';
import {
  connectionNamed,
  DeploymentForm,
  entityRefOf,
  routeProfileOf,
  toInferenceService,
} from '@greenroom/backstage-plugin-model-serving-common';
import yaml from 'yaml';
import { callOf } from './callOf';
import { demandValid, lineOf } from './demandValid';
import { idempotencyKey } from './idempotencyKey';
import { presentationInput } from './presentationInput';
import { ModelServingActionOptions } from './types';

/** Of Knative: no other annotation is set by what a form says about scaling. */
const SCALING_ANNOTATIONS = 'autoscaling.knative.dev/';

/**
 * `model-serving:deployment:create`: submits a deployment and returns as soon as it is accepted.
 *
 * @public
 */
export function createDeploymentCreateAction(
  options: ModelServingActionOptions,
) {
  return createTemplateAction({
    id: 'model-serving:deployment:create',
    description:
      'Deploys a model: validates, submits and returns; model-serving:deployment:wait waits until it answers',
    supportsDryRun: true,
    examples: [
      {
        description: 'An ONNX model from the bucket of a connection',
        example: yaml.stringify({
          steps: [
            {
              id: 'deploy',
              action: 'model-serving:deployment:create',
              name: 'Deploy the model',
              input: {
                namespace: 'demo',
                name: 'iris',
                title: 'Iris',
                connection: 'samples',
                path: 'iris-logreg',
                format: { name: 'onnx', version: '1' },
                replicas: { min: 1, max: 1 },
              },
            },
          ],
        }),
      },
    ],
    schema: {
      input: {
        ...presentationInput,
        connection: z =>
          z
            .string()
            .optional()
            .describe(
              'Name of a connection in the project, or <project>.<name> of one that is shared with it',
            ),
        path: z =>
          z
            .string()
            .optional()
            .describe(
              'Path in the connection’s bucket, or image in its registry',
            ),
        modelUri: z =>
          z
            .string()
            .optional()
            .describe('URI of the model, instead of connection and path'),
        format: z =>
          z
            .object({ name: z.string(), version: z.string().optional() })
            .describe('Model format'),
        protocol: z =>
          z
            .enum(['v1', 'v2', 'grpc-v1', 'grpc-v2'])
            .optional()
            .describe('Chosen with the runtime if absent'),
        runtime: z =>
          z
            .string()
            .optional()
            .describe(
              'Name of a runtime; chosen automatically if absent or empty',
            ),
        replicas: z =>
          z
            .object({
              min: z.number().int(),
              max: z.number().int().optional(),
              metric: z
                .enum(['concurrency', 'rps', 'cpu', 'memory'])
                .optional(),
              target: z.number().optional(),
            })
            .optional()
            .describe(
              'Bounds; between them, requests at a time or a second for each replica, or percent of the cpu or memory that it asks for',
            ),
        scaling: z =>
          z
            .object({
              annotations: z
                .record(z.string().startsWith(SCALING_ANNOTATIONS), z.string())
                .optional(),
              behavior: z.record(z.unknown()).optional(),
            })
            .optional()
            .describe(
              'How replicas follow the load between their bounds: Knative’s annotations for what is scaled by requests, autoScaling.behavior as the field of KServe for what is scaled by cpu or memory',
            ),
        resources: z =>
          z
            .object({
              requests: z.record(z.string()).optional(),
              limits: z.record(z.string()).optional(),
            })
            .optional()
            .describe('CPU and memory, Kubernetes quantities'),
        accelerator: z =>
          z
            .object({ resource: z.string(), count: z.number().int() })
            .optional(),
        hardwareProfile: z =>
          z
            .object({
              name: z.string(),
              namespace: z.string(),
              resourceVersion: z.string().optional(),
              resources: z
                .object({
                  requests: z.record(z.string()).optional(),
                  limits: z.record(z.string()).optional(),
                })
                .optional(),
            })
            .optional()
            .describe(
              'Hardware profile of Open Data Hub’s, on a cluster that has it; its resources take the place of resources and accelerator',
            ),
        route: z =>
          z
            .boolean()
            .optional()
            .describe(
              'False: no route, only other services reach it. Default true',
            ),
        requireToken: z =>
          z
            .boolean()
            .optional()
            .describe(
              'True: callers need a token. Default: what the platform has',
            ),
        args: z =>
          z
            .array(z.string())
            .optional()
            .describe('Arguments after those of the runtime'),
        env: z =>
          z.array(z.object({ name: z.string(), value: z.string() })).optional(),
        timeoutSeconds: z =>
          z
            .number()
            .int()
            .optional()
            .describe('Limit of one request in seconds'),
        batcher: z =>
          z
            .object({
              maxBatchSize: z.number().int().optional(),
              maxLatency: z.number().int().optional(),
              timeout: z.number().int().optional(),
            })
            .optional()
            .describe(
              'Predictions are collected: instances, milliseconds, seconds; as the field of KServe',
            ),
        logger: z =>
          z
            .object({
              url: z.string(),
              mode: z.enum(['all', 'request', 'response']).optional(),
              metadataHeaders: z.array(z.string()).optional(),
              metadataAnnotations: z.array(z.string()).optional(),
            })
            .optional()
            .describe(
              'Requests and answers are sent to a URL as CloudEvents; as the field of KServe',
            ),
      },
      output: {
        cluster: z => z.string(),
        namespace: z => z.string(),
        name: z => z.string(),
        entityRef: z =>
          z
            .string()
            .describe(
              'The deployment in the catalog, visible a second or two later',
            ),
        url: z =>
          z
            .string()
            .optional()
            .describe('Base address, once the cluster’s gateway is known'),
        resourceVersion: z => z.string(),
      },
    },
    async handler(ctx) {
      const { cluster: wanted, ...form } = ctx.input;
      const cluster = wanted ?? options.defaultCluster;
      const call = await callOf(ctx);
      const connection =
        form.connection &&
        (await options.modelServing.getConnection(
          connectionNamed(form.connection, { ...form, cluster }),
          call,
        ));
      const clusters = await options.modelServing.listClusters(call);
      const there = clusters.find(({ name }) => name === cluster);
      const resource = toInferenceService(form as DeploymentForm, {
        ...(connection && { connection: connection.resource.spec }),
        ...(there && { routeProfile: routeProfileOf(there.capabilities) }),
      });
      ctx.output('cluster', cluster);
      ctx.output('namespace', form.namespace);
      ctx.output('name', form.name);

      if (ctx.isDryRun) {
        const result = await options.modelServing.dryRunDeployment(
          { cluster, resource },
          call,
        );
        demandValid(result, ctx.logger);
        ctx.logger.info(
          `Would deploy ${form.namespace}/${form.name} with runtime ${
            result.runtime?.chosen?.name ?? 'none'
          }`,
        );
        ctx.output(
          'entityRef',
          entityRefOf({
            kind: 'InferenceService',
            cluster,
            namespace: form.namespace,
            name: form.name,
            isDefaultCluster: cluster === options.defaultCluster,
          }),
        );
        ctx.output('resourceVersion', '0');
        return;
      }

      ctx.logger.info(
        `Submitting ${form.namespace}/${form.name} to cluster ${cluster}`,
      );
      const deployment = await options.modelServing.createDeployment(
        { cluster, resource, idempotencyKey: idempotencyKey(ctx) },
        call,
      );
      for (const warning of deployment.warnings)
        ctx.logger.warn(lineOf(warning));
      ctx.logger.info(
        `Accepted: ${deployment.state.word}. ${deployment.state.headline}`,
      );
      ctx.output('entityRef', deployment.entityRef);
      ctx.output('resourceVersion', deployment.resourceVersion);
      const url = deployment.endpoints.find(
        endpoint => endpoint.preferred,
      )?.url;
      if (url) ctx.output('url', url);
    },
  });
}
