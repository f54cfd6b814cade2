import { Refusal, refusals } from '../refusal';
import { ExchangeContext, LiveRevision } from '../types';

/**
 * Whether a request may be for the revision now: undefined, or why not. A revision without replicas is asked for at
 * once; where it holds requests, this one will wait when it would be sent.
 */
export function admit(
  context: ExchangeContext,
  revision: LiveRevision,
): Refusal | undefined {
  if (revision.replicas.length > 0) return undefined;
  context.wantActivation(revision);
  return revision.hold ? undefined : refusals.notReady;
}
