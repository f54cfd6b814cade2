import { isJsonObject, JsonObject } from '../json';
import { parseQuantity } from '../quantity';
import { ClusterSettings } from '../settings';

/**
 * Requests and limits of a serving container: the cluster's where it has none, key by key. Source: kserve-resources §4
 * rule 5.
 */
export function defaultResources(
  container: JsonObject,
  settings: ClusterSettings,
): JsonObject {
  const { resources = {} } = withQuantityTexts(container);
  if (!isJsonObject(resources)) return {};
  const { requests = {}, limits = {} } = resources;
  if (!isJsonObject(requests) || !isJsonObject(limits)) return {};
  const filled: { requests: JsonObject; limits: JsonObject } = {
    requests: { ...settings.defaultResources.requests, ...requests },
    limits: { ...settings.defaultResources.limits, ...limits },
  };
  if (settings.profile === 'greenroom') {
    // A default never contradicts what the user wrote: KServe would ask for 2Gi where the user limits to 1Gi.
    for (const name of Object.keys(filled.limits)) {
      if (!exceeds(filled.requests[name], filled.limits[name])) continue;
      if (requests[name] === undefined) {
        filled.requests[name] = filled.limits[name];
      } else if (limits[name] === undefined) {
        filled.limits[name] = filled.requests[name];
      }
    }
  }
  return { resources: { ...resources, ...filled } };
}

/**
 * A container whose quantities are texts: `cpu: 0.5` is a number in YAML, and KServe's webhook writes it back as a
 * quantity before the schema, which takes no fractions, is asked.
 */
export function withQuantityTexts(container: JsonObject): JsonObject {
  const { resources } = container;
  if (!isJsonObject(resources)) return container;
  const texts = Object.entries(resources).map(([field, quantities]) => [
    field,
    isJsonObject(quantities)
      ? Object.fromEntries(
          Object.entries(quantities).map(([name, quantity]) => [
            name,
            typeof quantity === 'number' && !Number.isInteger(quantity)
              ? String(quantity)
              : quantity,
          ]),
        )
      : quantities,
  ]);
  return { ...container, resources: Object.fromEntries(texts) };
}

function exceeds(request: unknown, limit: unknown): boolean {
  const [asked, most] = [request, limit].map(value =>
    typeof value === 'string' || typeof value === 'number'
      ? parseQuantity(value)
      : undefined,
  );
  return asked !== undefined && most !== undefined && asked > most;
}
