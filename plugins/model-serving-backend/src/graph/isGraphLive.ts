import { isDeepStrictEqual } from 'node:util';
import { findRoute, type GatewayKnowledge, type GraphIntent } from '../routing';

/** Whether every gateway confirmed to answer for a graph as it is now. */
export function isGraphLive(
  intent: GraphIntent,
  { confirmed }: Pick<GatewayKnowledge, 'confirmed'>,
): boolean {
  if (!confirmed) return false;
  return confirmed.every(content => {
    const route = findRoute(content, intent.id);
    return (
      route !== undefined &&
      isDeepStrictEqual(route.graph, intent.graph) &&
      route.unavailable?.reason === intent.unavailable?.reason
    );
  });
}
