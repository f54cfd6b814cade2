import type { V1ConfigMap } from '@kubernetes/client-node';
import type { LoggerService } from '@backstage/backend-plugin-api';
import { KubeApiError, KubeClient, readObject, resourceTypes } from '../client';
import type { ClusterParts } from './definitions';
import { readServerConfig, ServerConfig } from './serverConfig';

const NAME = 'inferenceservice-config';
/** KServe's configuration changes seldom; who asks more often gets what is known. */
const ASK_MS = 60_000;

/** KServe's configuration of a cluster, read anew once in a while. */
export class ServerConfigReader {
  readonly #client: Pick<KubeClient, 'json'>;
  readonly #namespace: string;
  readonly #now: () => number;
  #known: { readonly config: ServerConfig; readonly at: number } | undefined;
  #said: string | undefined;

  constructor(options: {
    readonly client: Pick<KubeClient, 'json'>;
    /** Where KServe is installed. */
    readonly namespace: string;
    readonly now: () => number;
  }) {
    this.#client = options.client;
    this.#namespace = options.namespace;
    this.#now = options.now;
  }

  /** @throws any error of the connection, unless something is known from before */
  async config(
    logger: LoggerService,
    parts: Pick<ClusterParts, 'knative'>,
  ): Promise<ServerConfig> {
    const now = this.#now();
    if (this.#known && now - this.#known.at < ASK_MS) return this.#known.config;
    try {
      const config = readServerConfig(await this.#data(logger), parts);
      if (config.defects.length > 0)
        this.#say(logger, `${NAME}: ${config.defects.join(', ')}`);
      this.#known = { config, at: now };
      return config;
    } catch (error) {
      if (this.#known) return this.#known.config;
      throw error;
    }
  }

  async #data(
    logger: LoggerService,
  ): Promise<Readonly<Record<string, string>> | undefined> {
    const at = { namespace: this.#namespace, name: NAME };
    try {
      const map = await readObject<V1ConfigMap>(
        this.#client,
        resourceTypes.ConfigMap,
        at,
      );
      if (!map) {
        this.#say(
          logger,
          `The namespace '${at.namespace}' has no ConfigMap '${NAME}': KServe's defaults are taken. Is KServe installed elsewhere (kserve.namespace)?`,
        );
      }
      return map?.data;
    } catch (error) {
      if (!(error instanceof KubeApiError) || error.status !== 403) throw error;
      this.#say(
        logger,
        `The portal may not read the ConfigMap '${NAME}' in '${at.namespace}': KServe's defaults are taken for modes and URLs`,
      );
      return undefined;
    }
  }

  #say(logger: LoggerService, message: string): void {
    if (this.#said === message) return;
    this.#said = message;
    logger.warn(message);
  }
}
