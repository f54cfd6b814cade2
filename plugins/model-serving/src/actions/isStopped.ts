import { StateCode } from '@greenroom/backstage-plugin-model-serving-common';

/** Whether the next thing to do with a deployment is to start it, rather than to stop it. */
export function isStopped(state: { readonly code: StateCode }): boolean {
  return state.code === 'stopped' || state.code === 'stopping';
}
