import {
  createExternalRouteRef,
  createRouteRef,
  createSubRouteRef,
} from '@backstage/core-plugin-api';

// Made by core-plugin-api on purpose: only these work in both frontend systems without conversion.

/**
 * The page `/model-serving`.
 * @public
 */
export const rootRouteRef = createRouteRef({ id: 'model-serving' });

/**
 * The list of deployments.
 * @public
 */
export const deploymentsRouteRef = createSubRouteRef({
  id: 'model-serving.deployments',
  parent: rootRouteRef,
  path: '/deployments',
});

/**
 * The list of connections.
 * @public
 */
export const connectionsRouteRef = createSubRouteRef({
  id: 'model-serving.connections',
  parent: rootRouteRef,
  path: '/connections',
});

/**
 * One cluster, with what it has.
 * @public
 */
export const clusterRouteRef = createSubRouteRef({
  id: 'model-serving.cluster',
  parent: rootRouteRef,
  path: '/clusters/:cluster',
});

/**
 * The form that changes a deployment.
 * @public
 */
export const editDeploymentRouteRef = createSubRouteRef({
  id: 'model-serving.edit-deployment',
  parent: rootRouteRef,
  path: '/deployments/:cluster/:namespace/:name/edit',
});

/**
 * Where templates are run; bound to the scaffolder by default. Unbound: links to templates become text.
 * @public
 */
export const templateRouteRef = createExternalRouteRef({
  id: 'model-serving.template',
  params: ['namespace', 'templateName'],
  optional: true,
  defaultTarget: 'scaffolder.selectedTemplate',
});
