import { Refusal, refusals } from './refusal';
import { ExchangeContext, LiveRevision } from './types';

/**
 * Whether a request may go to the revision now: undefined, or why not. A revision without replicas is asked for at
 * once; the caller is told to come again.
 */
export function admit(
  context: ExchangeContext,
  revision: LiveRevision,
): Refusal | undefined {
  if (revision.replicas.length > 0) return undefined;
  context.wantActivation(revision);
  return refusals.notReady;
}
