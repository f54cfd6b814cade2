import {
  createPermissionRule,
  type PermissionResourceRef,
} from '@backstage/plugin-permission-node';
import { z } from 'zod';
import {
  modelConnectionResourceRef,
  modelDeploymentResourceRef,
  modelServingResourceRef,
  type OwnedResource,
  type ResourceFilter,
} from './resourceRefs';

/** The same three rules for every kind of resource that has an owner and a place. */
function rulesFor<TResourceType extends string>(
  resourceRef: PermissionResourceRef<
    OwnedResource,
    ResourceFilter,
    TResourceType
  >,
) {
  return {
    isOwner: createPermissionRule({
      name: 'IS_OWNER',
      description: 'Allow what is owned by one of the claims',
      resourceRef,
      paramsSchema: z.object({
        claims: z
          .array(z.string())
          .describe(
            'Entity references in lower case, e.g. of the user and of their groups',
          ),
      }),
      // A resource of nobody is nobody's, even for a policy that passes an empty claim
      apply: ({ owner }, { claims }) =>
        owner !== undefined && owner !== '' && claims.includes(owner),
      toQuery: ({ claims }) => ({
        key: 'owner' as const,
        values: claims.filter(claim => claim !== ''),
      }),
    }),
    inNamespace: createPermissionRule({
      name: 'IN_NAMESPACE',
      description: 'Allow what is in one of the namespaces (projects)',
      resourceRef,
      paramsSchema: z.object({
        namespaces: z.array(z.string()).describe('Names of namespaces'),
      }),
      apply: ({ ref }, { namespaces }) => namespaces.includes(ref.namespace),
      toQuery: ({ namespaces }) => ({
        key: 'namespace' as const,
        values: namespaces,
      }),
    }),
    inCluster: createPermissionRule({
      name: 'IN_CLUSTER',
      description: 'Allow what is on one of the clusters',
      resourceRef,
      paramsSchema: z.object({
        clusters: z.array(z.string()).describe('Names of clusters'),
      }),
      apply: ({ ref }, { clusters }) => clusters.includes(ref.cluster),
      toQuery: ({ clusters }) => ({
        key: 'cluster' as const,
        values: clusters,
      }),
    }),
  };
}

/**
 * Rules that a permission policy may decide deployments by: IS_OWNER, IN_NAMESPACE, IN_CLUSTER.
 * @public
 */
export const modelDeploymentRules = rulesFor(modelDeploymentResourceRef);

/**
 * Rules that a permission policy may decide connections by: IS_OWNER, IN_NAMESPACE, IN_CLUSTER.
 * @public
 */
export const modelConnectionRules = rulesFor(modelConnectionResourceRef);

/**
 * Rules that a permission policy may decide runtimes, graphs and every other kind of KServe's by: IS_OWNER, IN_NAMESPACE
 * (`''` for what belongs to none), IN_CLUSTER.
 * @public
 */
export const modelResourceRules = rulesFor(modelServingResourceRef);
