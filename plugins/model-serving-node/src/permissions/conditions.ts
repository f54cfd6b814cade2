import { createConditionExports } from '@backstage/plugin-permission-node';
import {
  modelConnectionResourceRef,
  modelDeploymentResourceRef,
  modelServingResourceRef,
} from './resourceRefs';
import {
  modelConnectionRules,
  modelDeploymentRules,
  modelResourceRules,
} from './rules';

const deployments = createConditionExports({
  resourceRef: modelDeploymentResourceRef,
  rules: modelDeploymentRules,
});

const connections = createConditionExports({
  resourceRef: modelConnectionResourceRef,
  rules: modelConnectionRules,
});

const resources = createConditionExports({
  resourceRef: modelServingResourceRef,
  rules: modelResourceRules,
});

/**
 * Conditions on deployments for policy authors, e.g. `modelDeploymentConditions.isOwner({ claims })`.
 * @public
 */
export const modelDeploymentConditions = deployments.conditions;

/**
 * A policy decision that depends on the deployment:
 * `createModelDeploymentConditionalDecision(permission, modelDeploymentConditions.isOwner({ claims }))`.
 * @public
 */
export const createModelDeploymentConditionalDecision =
  deployments.createConditionalDecision;

/**
 * Conditions on connections for policy authors.
 * @public
 */
export const modelConnectionConditions = connections.conditions;

/**
 * A policy decision that depends on the connection.
 * @public
 */
export const createModelConnectionConditionalDecision =
  connections.createConditionalDecision;

/**
 * Conditions on runtimes, graphs and every other kind of KServe's for policy authors.
 * @public
 */
export const modelResourceConditions = resources.conditions;

/**
 * A policy decision that depends on the runtime, graph or other resource.
 * @public
 */
export const createModelResourceConditionalDecision =
  resources.createConditionalDecision;
