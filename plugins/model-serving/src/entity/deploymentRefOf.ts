import { Entity } from '@backstage/catalog-model';
import {
  annotations,
  ResourceRef,
} from '@greenroom/backstage-plugin-model-serving-common';

/** The deployment that an entity stands for, or undefined if it stands for none. */
export function deploymentRefOf(entity: Entity): ResourceRef | undefined {
  const found = entity.metadata.annotations ?? {};
  const cluster = found[annotations.cluster];
  const namespace = found[annotations.namespace];
  const name = found[annotations.name];
  return cluster && namespace && name
    ? { cluster, namespace, name }
    : undefined;
}

/**
 * Whether an entity has Greenroom's cards and tabs of a deployment: for `EntitySwitch` and `EntityLayout.Route` of the old
 * system.
 * @public
 */
export function isModelServingAvailable(entity: Entity): boolean {
  return isOfType(entity, 'inference-service');
}

/**
 * Whether an entity has Greenroom's tabs of a graph: for `EntityLayout.Route` of the old system.
 * @public
 */
export function isModelServingGraphAvailable(entity: Entity): boolean {
  return isOfType(entity, 'inference-graph');
}

function isOfType(entity: Entity, type: string): boolean {
  return (
    entity.kind.toLocaleLowerCase('en-US') === 'component' &&
    entity.spec?.type === type &&
    deploymentRefOf(entity) !== undefined
  );
}
