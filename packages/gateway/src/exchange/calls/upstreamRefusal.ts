import { UpstreamFailure } from '../../upstream';
import { Refusal, refusals } from '../refusal';

/** What the caller is told when a replica gave no answer. */
export function upstreamRefusal(failure: UpstreamFailure): Refusal {
  switch (failure.kind) {
    case 'unreachable':
      return refusals.upstreamUnreachable;
    case 'protocol':
      return refusals.upstreamProtocol;
    default:
      return refusals.upstreamReset;
  }
}
