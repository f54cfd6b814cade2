import {
  annotations,
  KSERVE_CONTAINER,
  SERVING_RUNTIME_API_VERSION,
  type ServingRuntime,
} from '@greenroom/backstage-plugin-model-serving-common';

/** What a platform team says of a built-in runtime; everything else stays as the driver brings it. */
export interface RuntimeOverride {
  readonly disabled: boolean;
  /** Absent: none. */
  readonly order?: number;
}

/** Whether a stored runtime only switches or orders the built-in one of its name. */
export function isOverride({ metadata }: ServingRuntime): boolean {
  return metadata.annotations?.[annotations.builtIn] === 'true';
}

/**
 * What is stored of a built-in runtime. It is no copy: an update of the driver changes the runtime, switched off or not.
 */
export function overrideOf(
  runtime: ServingRuntime,
  override: RuntimeOverride,
): ServingRuntime {
  const { disabled, order } = override;
  return {
    apiVersion: SERVING_RUNTIME_API_VERSION,
    kind: 'ClusterServingRuntime',
    metadata: {
      name: runtime.metadata.name,
      annotations: {
        [annotations.builtIn]: 'true',
        ...(order !== undefined && { [annotations.order]: String(order) }),
      },
    },
    spec: { disabled, containers: [{ name: KSERVE_CONTAINER }] },
  };
}

/** A built-in runtime with what is stored of it. */
export function overridden(
  original: ServingRuntime,
  override: ServingRuntime,
): ServingRuntime {
  const order = override.metadata.annotations?.[annotations.order];
  const { resourceVersion } = override.metadata;
  return {
    ...original,
    metadata: {
      ...original.metadata,
      ...(resourceVersion && { resourceVersion }),
      annotations: {
        ...original.metadata.annotations,
        ...(order !== undefined && { [annotations.order]: order }),
      },
    },
    spec: { ...original.spec, disabled: override.spec.disabled ?? false },
  };
}
