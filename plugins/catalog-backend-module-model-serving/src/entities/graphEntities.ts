import { ApiEntity, ComponentEntity, Entity } from '@backstage/catalog-model';
import {
  annotations as keys,
  apiEntityRefOf,
  entityNameOf,
  entityRefOf,
  GraphDetail,
} from '@greenroom/backstage-plugin-model-serving-common';
import { commonAnnotations } from './commonAnnotations';
import { UNOWNED } from './unowned';

/**
 * The entities of one graph: Component, and the API that it provides. It depends on the services that it calls and
 * consumes their APIs, so that whoever looks at a service sees who would miss it. Source: backstage §14.
 *
 * @param isDefaultCluster - entities of the default cluster carry no cluster in their name
 */
export function graphEntities(
  graph: GraphDetail,
  isDefaultCluster: boolean,
): Entity[] {
  const { ref, title, description, services, resource } = graph;
  const notes = resource.metadata.annotations ?? {};
  const place = {
    cluster: ref.cluster,
    namespace: ref.namespace,
    isDefaultCluster,
  };
  const name = entityNameOf({
    kind: 'InferenceGraph',
    name: ref.name,
    ...place,
  });
  const metadata = {
    namespace: ref.namespace,
    name,
    title,
    ...(description && { description }),
    annotations: commonAnnotations('InferenceGraph', ref, graph.uid),
  };
  const spec = {
    lifecycle: notes[keys.lifecycle] ?? 'experimental',
    owner: graph.owner ?? UNOWNED,
    ...(notes[keys.system] && { system: notes[keys.system] }),
  };
  const service = (called: string) =>
    ({ kind: 'InferenceService', name: called, ...place } as const);
  const component: ComponentEntity = {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'Component',
    metadata,
    spec: {
      ...spec,
      type: 'inference-graph',
      providesApis: [`api:${ref.namespace}/${name}`],
      dependsOn: services.map(called => entityRefOf(service(called))),
      consumesApis: services.map(called => apiEntityRefOf(service(called))),
    },
  };
  const api: ApiEntity = {
    apiVersion: 'backstage.io/v1alpha1',
    kind: 'API',
    metadata,
    spec: {
      ...spec,
      type: 'openapi',
      definition: JSON.stringify(definitionOf(graph)),
    },
  };
  return [component, api];
}

/** What its address takes and gives, as far as a graph can know: what its first steps take, and what its last ones give. */
function definitionOf({ title, description, endpoints }: GraphDetail): object {
  const anyJson = {
    content: { 'application/json': { schema: { type: 'object' } } },
  };
  return {
    openapi: '3.1.0',
    info: { title, version: '1', ...(description && { description }) },
    servers: endpoints.map(({ url }) => ({ url })),
    paths: {
      '/': {
        post: {
          operationId: 'predict',
          summary: 'Sends a request through the graph',
          requestBody: { required: true, ...anyJson },
          responses: {
            200: {
              description: 'What the graph answers',
              headers: {
                'x-greenroom-graph-path': {
                  description: 'Steps taken, in the order in which they ended',
                  schema: { type: 'string' },
                },
              },
              ...anyJson,
            },
            default: {
              description:
                'A step failed, no condition held, or the graph cannot answer now',
              content: {
                'application/json': {
                  schema: {
                    type: 'object',
                    properties: {
                      error: { type: 'string' },
                      cause: { type: 'string' },
                    },
                  },
                },
              },
            },
          },
        },
      },
    },
  };
}
