import {
  createPermission,
  Permission,
} from '@backstage/plugin-permission-common';

/** Resource type of deployments; references are `<cluster>/<namespace>/<name>`. @public */
export const RESOURCE_TYPE_MODEL_DEPLOYMENT = 'model-deployment';
/** Resource type of connections; references as for deployments. @public */
export const RESOURCE_TYPE_MODEL_CONNECTION = 'model-connection';
/**
 * Resource type of runtimes, graphs and every other kind of KServe's; references are
 * `<kind>/<cluster>/<namespace>/<name>`, with `-` for no namespace.
 * @public
 */
export const RESOURCE_TYPE_MODEL_RESOURCE = 'model-resource';

const deployment = (verb: string, action?: 'read' | 'update' | 'delete') =>
  createPermission({
    name: `model-serving.deployment.${verb}`,
    attributes: action ? { action } : {},
    resourceType: RESOURCE_TYPE_MODEL_DEPLOYMENT,
  });
const connection = (verb: string, action?: 'read' | 'update' | 'delete') =>
  createPermission({
    name: `model-serving.connection.${verb}`,
    attributes: action ? { action } : {},
    resourceType: RESOURCE_TYPE_MODEL_CONNECTION,
  });

/** See that a deployment exists, its state, endpoints, metrics and events. @public */
export const deploymentReadPermission = deployment('read', 'read');
/** Create deployments. @public */
export const deploymentCreatePermission = createPermission({
  name: 'model-serving.deployment.create',
  attributes: { action: 'create' },
});
/** Change a deployment's spec. @public */
export const deploymentUpdatePermission = deployment('update', 'update');
/** Delete a deployment. @public */
export const deploymentDeletePermission = deployment('delete', 'delete');
/** Start and stop a deployment. @public */
export const deploymentStartStopPermission = deployment('start-stop', 'update');
/** Change the number of replicas. @public */
export const deploymentScalePermission = deployment('scale', 'update');
/** Call the model through the portal. @public */
export const deploymentInvokePermission = deployment('invoke');
/** Let a deployment be called without a token where it would need one. @public */
export const deploymentOpenUnauthenticatedPermission = deployment(
  'open-unauthenticated',
  'update',
);
const token = (verb: string, action: 'create' | 'read' | 'update') =>
  createPermission({
    name: `model-serving.token.${verb}`,
    attributes: { action },
    resourceType: RESOURCE_TYPE_MODEL_DEPLOYMENT,
  });

/** See which tokens open a deployment, who has them and how they are used. @public */
export const tokenReadPermission = token('read', 'read');
/** Make and rotate tokens of a deployment. @public */
export const tokenCreatePermission = token('create', 'create');
/** Revoke tokens of a deployment. @public */
export const tokenRevokePermission = token('revoke', 'update');
/** Read the logs of a deployment's replicas. @public */
export const logsReadPermission = createPermission({
  name: 'model-serving.logs.read',
  attributes: { action: 'read' },
  resourceType: RESOURCE_TYPE_MODEL_DEPLOYMENT,
});

/** See that a connection exists and its fields that are not secret. @public */
export const connectionReadPermission = connection('read', 'read');
/** Create connections. @public */
export const connectionCreatePermission = createPermission({
  name: 'model-serving.connection.create',
  attributes: { action: 'create' },
});
/** Change or rotate a connection. @public */
export const connectionUpdatePermission = connection('update', 'update');
/** Delete a connection. @public */
export const connectionDeletePermission = connection('delete', 'delete');
/** Use a connection in a deployment. @public */
export const connectionUsePermission = connection('use');
/** List what lies behind a connection, and test it. @public */
export const connectionBrowsePermission = connection('browse', 'read');

const servingResource = (name: string, action?: 'read' | 'update' | 'delete') =>
  createPermission({
    name: `model-serving.${name}`,
    attributes: action ? { action } : {},
    resourceType: RESOURCE_TYPE_MODEL_RESOURCE,
  });

/** See runtimes. @public */
export const runtimeReadPermission = servingResource('runtime.read', 'read');
/**
 * Add, change, switch, order and delete runtimes. A runtime that is about to be made has a place but no owner yet: nobody
 * gets a right to start programs by naming themselves the owner.
 * @public
 */
export const runtimeManagePermission = servingResource(
  'runtime.manage',
  'update',
);

/** See inference graphs. @public */
export const graphReadPermission = servingResource('graph.read', 'read');
/** Create inference graphs. @public */
export const graphCreatePermission = createPermission({
  name: 'model-serving.graph.create',
  attributes: { action: 'create' },
});
/** Change an inference graph. @public */
export const graphUpdatePermission = servingResource('graph.update', 'update');
/** Delete an inference graph. @public */
export const graphDeletePermission = servingResource('graph.delete', 'delete');

/** Call an inference graph through the portal. @public */
export const graphInvokePermission = servingResource('graph.invoke');

/** Read the logs of the router that runs a graph on its cluster. @public */
export const graphLogsReadPermission = servingResource(
  'graph-logs.read',
  'read',
);

/** See which tokens open a graph, who has them and how they are used. @public */
export const graphTokenReadPermission = servingResource(
  'graph-token.read',
  'read',
);
/** Make and rotate tokens of a graph. @public */
export const graphTokenCreatePermission = servingResource(
  'graph-token.create',
  'update',
);
/** Revoke tokens of a graph. @public */
export const graphTokenRevokePermission = servingResource(
  'graph-token.revoke',
  'update',
);

/** See resources of KServe's other kinds: trained models, storage containers, model caches. @public */
export const resourceReadPermission = servingResource('resource.read', 'read');
/** Create a resource of another kind. What is about to be made has a place but no owner yet. @public */
export const resourceCreatePermission = servingResource(
  'resource.create',
  'update',
);
/** Change a resource of another kind. @public */
export const resourceUpdatePermission = servingResource(
  'resource.update',
  'update',
);
/** Delete a resource of another kind. @public */
export const resourceDeletePermission = servingResource(
  'resource.delete',
  'delete',
);

/** See and change how the installation is set up, such as how far an exchange of keys is. @public */
export const settingsManagePermission = createPermission({
  name: 'model-serving.settings.manage',
  attributes: { action: 'update' },
});

/** Permissions on deployments. @public */
export const deploymentPermissions = [
  deploymentReadPermission,
  deploymentUpdatePermission,
  deploymentDeletePermission,
  deploymentStartStopPermission,
  deploymentScalePermission,
  deploymentInvokePermission,
  deploymentOpenUnauthenticatedPermission,
  logsReadPermission,
  tokenReadPermission,
  tokenCreatePermission,
  tokenRevokePermission,
];
/** Permissions on connections. @public */
export const connectionPermissions = [
  connectionReadPermission,
  connectionUpdatePermission,
  connectionDeletePermission,
  connectionUsePermission,
  connectionBrowsePermission,
];
/** Permissions on runtimes, graphs and every other kind of KServe's. @public */
export const servingResourcePermissions = [
  runtimeReadPermission,
  runtimeManagePermission,
  graphReadPermission,
  graphUpdatePermission,
  graphDeletePermission,
  graphInvokePermission,
  graphLogsReadPermission,
  graphTokenReadPermission,
  graphTokenCreatePermission,
  graphTokenRevokePermission,
  resourceReadPermission,
  resourceCreatePermission,
  resourceUpdatePermission,
  resourceDeletePermission,
];
/** Permissions that are not about one resource. @public */
export const basicPermissions = [
  deploymentCreatePermission,
  connectionCreatePermission,
  graphCreatePermission,
  settingsManagePermission,
];
/** All permissions of the plugin. @public */
export const modelServingPermissions: Permission[] = [
  ...deploymentPermissions,
  ...connectionPermissions,
  ...servingResourcePermissions,
  ...basicPermissions,
];
