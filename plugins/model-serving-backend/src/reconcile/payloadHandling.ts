import type {
  BatcherSpec,
  ComponentExtension,
  ComponentName,
  GatewayBatching,
  GatewayPayloadLog,
  InferenceService,
} from '@greenroom/backstage-plugin-model-serving-common';

/** KServe's defaults, where a value is absent or not positive. Source: gateway-and-graphs §6. */
const MAX_BATCH_SIZE = 32;
const MAX_LATENCY_MS = 5_000;

/** What a gateway does with the payloads of a component, beside passing them on. */
export interface PayloadHandling {
  readonly batching?: GatewayBatching;
  readonly payloadLog?: Omit<GatewayPayloadLog, 'endpoint'>;
}

/** What `batcher` and `logger` of a component ask of the gateway. */
export function payloadHandling(
  service: InferenceService,
  component: ComponentName,
  { batcher, logger }: ComponentExtension,
): PayloadHandling {
  const { name, namespace = '', annotations = {} } = service.metadata;
  const listed = logger?.metadataAnnotations?.flatMap(key =>
    annotations[key] === undefined ? [] : [[key, annotations[key]]],
  );
  return {
    ...(batcher ? { batching: batchingOf(batcher) } : {}),
    ...(logger?.url
      ? {
          payloadLog: {
            url: logger.url,
            mode: logger.mode || 'all',
            ...(logger.metadataHeaders?.length
              ? { metadataHeaders: logger.metadataHeaders }
              : {}),
            ...(listed?.length
              ? { annotations: Object.fromEntries(listed) }
              : {}),
            namespace,
            inferenceService: name,
            component,
          },
        }
      : {}),
  };
}

function batchingOf({
  maxBatchSize,
  maxLatency,
  timeout,
}: BatcherSpec): GatewayBatching {
  const seconds = positive(timeout);
  return {
    maxBatchSize: positive(maxBatchSize) ?? MAX_BATCH_SIZE,
    maxLatencyMs: positive(maxLatency) ?? MAX_LATENCY_MS,
    ...(seconds ? { timeoutMs: seconds * 1000 } : {}),
  };
}

function positive(value: number | undefined): number | undefined {
  return value !== undefined && value > 0 ? value : undefined;
}
