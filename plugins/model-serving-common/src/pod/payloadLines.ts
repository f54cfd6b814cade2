import { ConfigurationLine } from './ConfigurationLine';
import { ComponentExtension } from '../resources';

/** What is done with a component's requests before and after they reach it, for the effective configuration. */
export function payloadLines({
  batcher,
  logger,
}: ComponentExtension): ConfigurationLine[] {
  const line = (name: string, value: string): ConfigurationLine => ({
    section: 'payloads',
    name,
    value,
    origin: 'deployment',
  });
  return [
    ...(batcher
      ? [
          line(
            'batcher',
            `${batcher.maxBatchSize || 32} instances or ${
              batcher.maxLatency || 5000
            } ms`,
          ),
        ]
      : []),
    ...(logger?.url
      ? [line('logger', `${logger.mode || 'all'} to ${logger.url}`)]
      : []),
  ];
}
