import type { LoggerService } from '@backstage/backend-plugin-api';
import type { ObjectCacheListener } from './ObjectCache';
import type { WatchHealth } from './WatchHealth';

/** The API server does not tell of a type any more, or tells of it again. */
export type WatchLosses = Pick<
  ObjectCacheListener<never>,
  'onLost' | 'onFound'
>;

/** Keeps what is lost of a type in the health of a cluster, and logs when that begins and ends. */
export function lossesOf(
  what: string,
  options: {
    readonly cluster: string;
    readonly logger: LoggerService;
    readonly health: WatchHealth;
    /** What people are told of an error. Default: what it says. */
    readonly inWords?: (error: Error, namespace: string | undefined) => string;
  },
): WatchLosses {
  const { cluster, logger, health } = options;
  const { inWords = ({ message }) => message } = options;
  return {
    onLost: (error, namespace) => {
      const message = inWords(error, namespace);
      if (!health.lost(what, namespace, new Error(message))) return;
      logger.warn(
        `The cluster '${cluster}' does not tell of ${what}${within(
          namespace,
        )} any more: ${message}`,
      );
    },
    onFound: namespace => {
      health.found(what, namespace);
      logger.info(
        `The cluster '${cluster}' tells of ${what}${within(namespace)} again`,
      );
    },
  };
}

function within(namespace: string | undefined): string {
  return namespace ? ` in the namespace '${namespace}'` : '';
}
