import { ConflictError, InputError, NotAllowedError } from '@backstage/errors';
import type { FieldMessage } from '@greenroom/backstage-plugin-model-serving-common';
import type { ManagedObjectRef } from '@greenroom/backstage-plugin-model-serving-node';
import { isUnknownKind, KubeApiError } from '../client';
import { roles } from '../rights';
import { fieldOf } from './fieldOf';

/** `admission webhook "…" denied the request: `, before a webhook's own words. */
const WEBHOOK = /^admission webhook "[^"]*" denied the request: /;
/** What the API server says of rights; what admission says has other words. */
const RIGHTS = /\bcannot (\w+) resource\b/;

/**
 * An API server's refusal of a write in the words of our API: whose fault it is, and which field it is about where it
 * can be told. Undefined: no refusal, such as a server that is down.
 *
 * @param user - what the cluster calls the person who writes with their own rights; absent: the portal does
 */
export function refusalOf(
  error: unknown,
  ref: ManagedObjectRef,
  user?: string,
): Error | undefined {
  if (!(error instanceof KubeApiError)) return undefined;
  const { status, message, causes } = error;
  if (status === 409) return new ConflictError(message);
  if (status === 404) return notFound(error, ref);
  const [, verb] = (status === 403 && RIGHTS.exec(message)) || [];
  if (verb) return notAllowed(verb, message, ref, user);
  const isTerminating = causes.some(
    ({ reason }) => reason === 'NamespaceTerminating',
  );
  if (isTerminating) {
    return new InputError(
      `metadata.namespace: the namespace '${ref.namespace}' is being deleted; wait until it is gone and made anew, or choose another`,
    );
  }
  if (![400, 403, 422].includes(status)) return undefined;
  return new InputError(
    messagesOf(error, ref.kind)
      .map(({ path, message: text }) => (path ? `${path}: ${text}` : text))
      .join('; '),
  );
}

function notAllowed(
  verb: string,
  message: string,
  { namespace }: ManagedObjectRef,
  user: string | undefined,
): NotAllowedError {
  if (verb === 'impersonate') {
    return new NotAllowedError(
      `the portal's account may not act for people on the cluster: ${message}. Ask who runs the cluster to bind the role '${roles.kserveImpersonation}' to it`,
    );
  }
  // What goes with it, such as Secrets, is the portal's to write for everybody
  if (user !== undefined && message.includes(`"${user}"`)) {
    return new NotAllowedError(
      `you may not write this on the cluster: ${message}. Ask who runs the cluster for that right in the namespace '${namespace}'`,
    );
  }
  return new NotAllowedError(
    `the portal's account may not write this on the cluster: ${message}. Ask who runs the cluster to bind the role '${roles.kserveProject}' in the namespace '${namespace}'`,
  );
}

/** What is wrong, by field: as the API server lists it, or as it follows from a webhook's words. */
function messagesOf(
  { message, causes }: KubeApiError,
  kind: ManagedObjectRef['kind'],
): readonly FieldMessage[] {
  const named = causes.filter(({ field }) => field !== '' && field !== '<nil>');
  if (named.length > 0) {
    return named.map(({ field, message: text }) => ({
      path: field,
      message: text,
    }));
  }
  const words = message.replace(WEBHOOK, '');
  return [{ path: fieldOf(kind, words), message }];
}

function notFound(error: KubeApiError, ref: ManagedObjectRef): Error {
  const { namespace, name, kind } = ref;
  if (/^namespaces? /.test(error.message)) {
    return new InputError(
      `metadata.namespace: the cluster has no namespace '${namespace}'; ask who runs it to make one, or choose another`,
    );
  }
  if (isUnknownKind(error)) {
    return new InputError(
      `kind: the cluster has no definition of ${kind} any more; ask who runs it to install KServe's definitions again`,
    );
  }
  return new ConflictError(
    `the ${kind} '${name}' has been deleted on the cluster since it was read`,
  );
}
