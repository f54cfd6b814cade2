import type { Failure } from '@greenroom/backstage-plugin-model-serving-common';
import { isUnknownKind, KubeApiError } from '../client';
import { creationFailure } from '../facts';
import { namesOfReleases, roles } from '../rights';
import { ForeignObjectError } from './ForeignObjectError';

const TERMINATING = 'NamespaceTerminating';
const NO_NAMESPACE = /namespaces "([^"]+)" not found/;

/**
 * What a write of a revision failed by that a person can do something about, and what; undefined: the rest is tried again.
 */
export function writeFailure(
  error: unknown,
  namespace: string,
): Omit<Failure, 'at'> | undefined {
  if (error instanceof ForeignObjectError)
    return { code: 'InvalidSpec', message: error.message };
  if (!(error instanceof KubeApiError)) return undefined;
  const { message, status, causes } = error;
  if (causes.some(({ reason }) => reason === TERMINATING))
    return {
      code: 'InvalidSpec',
      message: `the namespace '${namespace}' is being deleted, and takes nothing new: ask who runs the cluster to make it again when it is gone, or deploy to another one`,
    };
  if (status === 404)
    return { code: 'InvalidSpec', message: notFoundMessage(error) };
  if (status === 422 || status === 400) return { code: 'InvalidSpec', message };
  if (status === 403) return { code: creationFailure(message), message };
  return undefined;
}

function notFoundMessage(error: KubeApiError): string {
  const { message } = error;
  if (isUnknownKind(error))
    return `${message}: the cluster does not know a kind of object that was to be written; ask who runs it whether its definition was removed`;
  const [, missing] = NO_NAMESPACE.exec(message) ?? [];
  return missing
    ? `${message}: the cluster has no namespace '${missing}'; ask who runs it to make one and to bind the role '${roles.project}' there (${namesOfReleases})`
    : message;
}
