import { InputError } from '@backstage/errors';
import {
  isServingKind,
  servingKinds,
  type ResourceRef,
  type ServingKind,
} from '@greenroom/backstage-plugin-model-serving-common';
import type { ResourceTarget, WrittenKind } from '../resources';
import { pathRef, REF_PATH } from './pathRef';

/** Path of one resource of any kind. */
export const RESOURCE_PATH = `/resources/:kind${REF_PATH}`;

/** Stands for no namespace where a path must have one. */
const NO_NAMESPACE = '-';

/** Kinds that a text names. @throws InputError naming the ones that there are. */
export function kindOf(text: string, where: string): ServingKind {
  if (isServingKind(text)) return text;
  throw new InputError(
    `${where} must be one of ${Object.keys(servingKinds).join(', ')}`,
  );
}

/** A path's reference, with `''` for no namespace. @throws InputError */
export function anyPathRef(
  params: Readonly<Record<string, string>>,
): ResourceRef {
  if (params.namespace !== NO_NAMESPACE) return pathRef(params);
  // Checked with a namespace in the place of none
  const { cluster, name } = pathRef({ ...params, namespace: 'none' });
  return { cluster, namespace: '', name };
}

/** A namespace of a query. */
export function namespaceIn(text: string): string {
  return text === NO_NAMESPACE ? '' : text;
}

/** The resource that a path names. @throws InputError */
export function resourceTarget(
  params: Readonly<Record<string, string>>,
): ResourceTarget {
  const kind = kindOf(params.kind, 'kind in the path');
  const ref = anyPathRef(params);
  if (servingKinds[kind].namespaced !== (ref.namespace !== '')) {
    throw new InputError(
      ref.namespace === ''
        ? `namespace in the path: a ${kind} belongs to one`
        : `namespace in the path: a ${kind} belongs to none; write -`,
    );
  }
  return { kind, ref };
}

/** The same, of a kind that is written here. @throws InputError */
export function writtenTarget(
  params: Readonly<Record<string, string>>,
): ResourceTarget<WrittenKind> {
  const { kind, ref } = resourceTarget(params);
  if (kind === 'InferenceService') {
    throw new InputError(
      'an InferenceService is changed and deleted under /deployments, or with others under /import',
    );
  }
  return { kind, ref };
}
