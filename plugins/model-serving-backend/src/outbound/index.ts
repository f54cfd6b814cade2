export { addressPolicyFromConfig } from './addressPolicyFromConfig';
export { guardedRequest, RequestTimeout } from './guardedRequest';
export type { GuardedRequest, GuardedResponse } from './guardedRequest';
