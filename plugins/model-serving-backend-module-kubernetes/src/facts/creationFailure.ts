import type { FindingCode } from '@greenroom/backstage-plugin-model-serving-common';

/** Why the API server made no pod, from the message of `ReplicaFailure` of a Deployment or an event `FailedCreate`. */
export function creationFailure(message: string): FindingCode {
  if (/exceeded quota|must specify .* for:/i.test(message))
    return 'QuotaExceeded';
  if (/serviceaccount .*not found/i.test(message)) return 'SecretMissing';
  if (/is invalid:|unknown field/i.test(message)) return 'InvalidSpec';
  return 'AdmissionDenied';
}
