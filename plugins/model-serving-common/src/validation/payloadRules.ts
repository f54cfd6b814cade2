import { isJsonObject } from '../json';
import { ComponentContext } from './componentRules';

/** Longest time that a request may wait for others, in ms. */
const MAX_LATENCY_MS = 60_000;

/** Most instances of a batch. */
const MAX_BATCH_SIZE = 10_000;

/** Rule 9e: what is logged, and where to. */
export function loggerRules({
  component,
  path,
  messages,
}: ComponentContext): void {
  const { logger } = component;
  if (!logger) return;
  const { mode, storage } = logger;
  if (mode && !['all', 'request', 'response'].includes(String(mode))) {
    messages.error(`${path}.logger.mode`, 'invalid logger type');
  }
  if (storage === undefined) return;
  const isComplete =
    isJsonObject(storage) && storage.path && storage.parameters && storage.key;
  if (!isComplete) {
    messages.error(
      `${path}.logger.storage`,
      'invalid logger storage configuration',
    );
  }
}

/** Fields of `logger` that only KServe's agent has. */
const AGENT_FIELDS = [
  'storage',
  'marshallerUrl',
  'batchSize',
  'batchInterval',
] as const;

/** What native clusters can do with payloads: the gateway posts events over HTTP, and collects predictions. */
export function payloadRules({
  component,
  path,
  profile,
  messages,
}: ComponentContext): void {
  if (profile === 'kserve') return;
  const { logger, batcher } = component;
  if (logger) {
    const problem = payloadSinkProblem(logger.url);
    if (problem) messages.error(`${path}.logger.url`, problem);
    for (const field of AGENT_FIELDS) {
      if (logger[field] === undefined) continue;
      messages.error(
        `${path}.logger.${field}`,
        'this cluster sends each payload to the URL by itself and writes none to a bucket; leave it out, or choose a cluster that runs KServe',
      );
    }
  }
  const { maxBatchSize = 0, maxLatency = 0 } = batcher ?? {};
  if (maxBatchSize > MAX_BATCH_SIZE) {
    messages.error(
      `${path}.batcher.maxBatchSize`,
      `must not be more than ${MAX_BATCH_SIZE}, got ${maxBatchSize}`,
    );
  }
  if (maxLatency > MAX_LATENCY_MS) {
    messages.error(
      `${path}.batcher.maxLatency`,
      `must not be more than ${MAX_LATENCY_MS} ms, got ${maxLatency}`,
    );
  }
}

/**
 * Why payloads cannot be posted to a URL, as what follows its name in a sentence; undefined: they can. It is not repeated:
 * it may hold a password.
 * @public
 */
export function payloadSinkProblem(
  text: string | undefined,
): string | undefined {
  if (!text) {
    return 'is missing: this cluster has no broker of its own, so say where payloads go, for example https://collector.example.com/';
  }
  let url: URL;
  try {
    url = new URL(text);
  } catch {
    return 'is not a URL; write it in full, for example https://collector.example.com/';
  }
  if (url.protocol !== 'http:' && url.protocol !== 'https:') {
    return `"${url.protocol}" is not supported here; use http:// or https://`;
  }
  if (url.username !== '' || url.password !== '') {
    return 'holds a user name or password, which everybody who sees the deployment could read; let the collector know its senders in another way';
  }
  return undefined;
}
