import { GraphResponder } from './graph';
import type { Exchange } from './exchange';
import { Forward } from './forward';
import { Responder } from './responder';
import { LiveRoute } from './types';

/** What answers the requests of a route: the one that does already, if it is of the right kind. */
export function responderFor(
  exchange: Exchange,
  { graph }: LiveRoute,
  present: Responder | undefined,
): Responder {
  if (present instanceof (graph ? GraphResponder : Forward)) return present;
  return graph ? new GraphResponder(exchange) : new Forward(exchange);
}
