import type {
  GatewayRoute,
  RouteAccess,
} from '@greenroom/backstage-plugin-model-serving-common';
import { AccessFacts, AccessIntent, SnapshotContent } from './types';

/**
 * A snapshot that says who may call: routes whose services ask for tokens take those of their callers, and calls of the
 * portal; routes between components (`<namespace>/<service>/<component>`) take the key of their service alone, whatever
 * the service asks of its callers.
 * @param intents - what the service of a route asks for, by the id of the route; undefined: nothing
 */
export function withAccess(
  content: SnapshotContent,
  intents: (routeId: string) => AccessIntent | undefined,
  facts: AccessFacts,
): SnapshotContent {
  const routes = content.routes.map((route): GatewayRoute => {
    const access = accessOf(route.id, intents(route.id), facts);
    return access ? { ...route, access } : route;
  });
  return { ...content, routes, tokens: facts.tokens };
}

function accessOf(
  id: string,
  intent: AccessIntent | undefined,
  { keyHash }: AccessFacts,
): RouteAccess | undefined {
  const [namespace, name, component] = id.split('/');
  const service = { namespace, name };
  if (component !== undefined)
    return { kind: 'component', keys: [keyHash('component', service)] };
  return (
    intent && {
      kind: 'token',
      keys: [keyHash('portal', service)],
      ...intent,
    }
  );
}
