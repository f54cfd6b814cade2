import { RouteProfile } from '../openDataHub';
import { InferenceService, Protocol } from '../resources';
import { baseEndpoint } from './endpointsOf';
import { OpenAiBase } from './openAi';
import { Endpoint } from './types';

/**
 * Addresses of a service on a cluster that routes by itself: those that its status tells, the one for callers from
 * outside in front. None before the service was ready for the first time, and none while it is stopped.
 * Source: kserve-status-and-objects §4.
 * @public
 */
export function reportedEndpoints(options: {
  /** With its status. */
  readonly service: InferenceService;
  readonly protocol: Protocol;
  readonly modelName: string;
  /** Where the model server has OpenAI's API; absent: it has none. */
  readonly openAiBase?: OpenAiBase;
  /** Whose reading of the service's label counts; absent: KServe's. */
  readonly routeProfile?: RouteProfile;
}): Endpoint[] {
  const { url, address } = options.service.status ?? {};
  const told = [url, address?.url].flatMap(text =>
    text !== undefined && URL.canParse(text) ? [text.replace(/\/+$/, '')] : [],
  );
  return [...new Set(told)].map((base, i) => ({
    ...baseEndpoint({ kind: 'host', url: base }, options),
    preferred: i === 0,
  }));
}
