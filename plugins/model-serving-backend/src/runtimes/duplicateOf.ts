import {
  annotations,
  runtimeKey,
  SERVING_RUNTIME_API_VERSION,
  type RuntimeDuplication,
  type ServingRuntime,
} from '@greenroom/backstage-plugin-model-serving-common';

/** Annotations that are about the original, and not about what it does. */
const OWN: readonly string[] = [
  annotations.order,
  annotations.builtIn,
  annotations.owner,
];

/**
 * A copy of a runtime, to be changed: `<name>-copy`, "Copy of …", switched off. It remembers what it was made from, so
 * that a newer version of that can be told of.
 *
 * @param isTaken - whether a runtime of the copy's scope has a name
 */
export function duplicateOf(
  runtime: ServingRuntime,
  duplication: RuntimeDuplication,
  isTaken: (name: string) => boolean,
): ServingRuntime {
  const {
    name,
    namespace: ownNamespace,
    labels,
    annotations: notes = {},
  } = runtime.metadata;
  const namespace =
    duplication.namespace ??
    (runtime.kind === 'ServingRuntime' ? ownNamespace : undefined);
  const kept = Object.entries(notes).filter(([key]) => !OWN.includes(key));
  return {
    apiVersion: SERVING_RUNTIME_API_VERSION,
    kind: namespace === undefined ? 'ClusterServingRuntime' : 'ServingRuntime',
    metadata: {
      name: duplication.name ?? freeName(`${name}-copy`, isTaken),
      ...(namespace !== undefined && { namespace }),
      ...(labels && { labels }),
      annotations: {
        ...Object.fromEntries(kept),
        [annotations.displayName]: `Copy of ${
          notes[annotations.displayName] || name
        }`,
        [annotations.duplicateOf]: runtimeKey(runtime),
      },
    },
    spec: { ...runtime.spec, disabled: true },
  };
}

function freeName(stem: string, isTaken: (name: string) => boolean): string {
  for (let name = stem, n = 2; ; name = `${stem}-${n}`, n++) {
    if (!isTaken(name)) return name;
  }
}
