import {
  annotations,
  modelUriOf,
  type InferenceService,
} from '@greenroom/backstage-plugin-model-serving-common';
import { isSamePlace } from '../isSamePlace';
import type { CopyRule } from '../types';

/** Where a service may name its connection. */
const PLACES: readonly (readonly string[])[] = [
  ['spec', 'predictor', 'model', 'storage', 'key'],
  ['metadata', 'annotations', annotations.connections],
  ['metadata', 'annotations', annotations.storageSecretName],
];

/** The connection by which a service reads its model, and the field that names it; undefined: it needs none. */
export function connectionOf(
  service: InferenceService,
): { readonly path: string; readonly name: string } | undefined {
  const name = modelUriOf(service).connection;
  if (name === undefined) return undefined;
  const path = service.spec.predictor.model?.storage?.key
    ? 'spec.predictor.model.storage.key'
    : `metadata.annotations[${annotations.connections}]`;
  return { name, path };
}

/** Connections are named, never made: what is secret in one stays where it is. */
export const connectionRule: CopyRule = (
  service,
  { source, target, connection },
) => {
  const used = connectionOf(service);
  if (!used) return {};
  const { path, name } = used;
  const { chosen, same, isPrivate } = connection;
  const { namespace, cluster } = target.ref;
  if (isPrivate && chosen === undefined) {
    return {
      errors: [
        {
          path,
          message: `the connection "${name}" belongs to the original and goes when it does: choose another one of ${namespace}, or create one there`,
        },
      ],
    };
  }
  const there = chosen ?? same ?? name;
  const isOther =
    chosen === undefined &&
    same === undefined &&
    !isSamePlace(source.ref, target.ref);
  return {
    edits: PLACES.filter(at => valueAt(service, at) === name).map(at => ({
      at,
      to: there,
      because:
        chosen === undefined
          ? `The same connection, as ${namespace} names it.`
          : 'The connection that you chose.',
    })),
    warnings: isOther
      ? [
          {
            path,
            message: `is the connection of that name in ${namespace} on ${cluster}, with its own address and keys: those of the original are not copied. See that the same model is there`,
          },
        ]
      : [],
  };
};

function valueAt(value: unknown, [key, ...rest]: readonly string[]): unknown {
  if (key === undefined) return value;
  const next: unknown = Object.entries(value ?? {}).find(
    ([name]) => name === key,
  )?.[1];
  return valueAt(next, rest);
}
