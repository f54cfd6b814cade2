import type { FindingCode } from '@greenroom/backstage-plugin-model-serving-common';

/** Reasons of a container that waits for its image. */
const REASONS = new Set([
  'ErrImagePull',
  'ImagePullBackOff',
  'InvalidImageName',
  'ErrImageNeverPull',
  'RegistryUnavailable',
  'ImageInspectError',
]);
const DENIED =
  /\b40[13]\b|unauthorized|authentication required|denied|no basic auth|forbidden/i;
const UNREACHABLE =
  /no such host|timeout|timed out|connection refused|network is unreachable|no route to host|x509|certificate|\bEOF\b|TLS handshake|5\d\d (Internal|Bad|Service)/i;

/** Why an image is not there; undefined: the container waits for something else. */
export function imageFailure(
  reason: string,
  message: string,
): FindingCode | undefined {
  if (!REASONS.has(reason)) return undefined;
  if (reason === 'RegistryUnavailable') return 'ImageUnreachable';
  // A registry that hides what one may not see says both: without a login nobody can tell, and the name is the likelier cause.
  if (/not found|manifest unknown/i.test(message)) return 'ImageNotFound';
  if (DENIED.test(message)) return 'ImageDenied';
  if (UNREACHABLE.test(message)) return 'ImageUnreachable';
  return 'ImageNotFound';
}
