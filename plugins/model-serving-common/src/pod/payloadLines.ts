import { ConfigurationLine } from './ConfigurationLine';
import { ComponentExtension } from '../resources';

/** What a payload logger sends, by KServe's mode, in the words of the form and of the configuration. @public */
export const loggedWords: Readonly<
  Record<'all' | 'request' | 'response', string>
> = {
  all: 'Requests and answers',
  request: 'Requests',
  response: 'Answers',
};

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
      ? [
          line(
            'logger',
            `${loggedWords[logger.mode || 'all']}, to ${logger.url}`,
          ),
        ]
      : []),
  ];
}
