import type { LoggerService } from '@backstage/backend-plugin-api';
import {
  graphRouteId,
  type GatewayToken,
} from '@greenroom/backstage-plugin-model-serving-common';
import type { ActiveToken, TokenStore } from '../store';
import type { Clock } from '../time';
import type { AccessFacts } from './types';

/**
 * How often it is asked whether tokens changed: another backend may have changed them, and gateways are to know within a
 * second.
 */
const LOOK_MS = 200;

/** Options of {@link AccessTable.create}. */
export interface AccessTableOptions {
  readonly cluster: string;
  readonly tokens: Pick<TokenStore, 'active' | 'version'>;
  readonly keyHash: AccessFacts['keyHash'];
  readonly onChange: () => void;
  readonly clock: Clock;
  readonly logger: LoggerService;
}

/** The tokens of a cluster's callers, as its gateways are to know them. */
export class AccessTable implements AccessFacts {
  readonly keyHash: AccessFacts['keyHash'];
  readonly #options: AccessTableOptions;
  #tokens: AccessFacts['tokens'] = {};
  #version = -1;
  /** When the next token ends, ms since epoch: by this clock too, whatever a gateway's says. */
  #nextEnd = Infinity;
  #cancel: () => void = () => {};
  #looking: Promise<void> = Promise.resolve();
  #hasFailed = false;
  #isStopped = false;

  private constructor(options: AccessTableOptions) {
    this.#options = options;
    this.keyHash = options.keyHash;
  }

  /** Reads the tokens, and goes on to look whether they changed. */
  static async create(options: AccessTableOptions): Promise<AccessTable> {
    const table = new AccessTable(options);
    await table.#read(await options.tokens.version());
    table.#schedule();
    return table;
  }

  get tokens(): AccessFacts['tokens'] {
    return this.#tokens;
  }

  /** Resolves when nothing is being read any more. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    this.#cancel();
    await this.#looking;
  }

  #schedule(): void {
    this.#cancel = this.#options.clock.schedule(LOOK_MS, () => {
      this.#looking = this.#look().finally(() => {
        if (!this.#isStopped) this.#schedule();
      });
    });
  }

  async #look(): Promise<void> {
    const { tokens, clock, cluster, logger, onChange } = this.#options;
    try {
      const version = await tokens.version();
      if (version === this.#version && clock.now() < this.#nextEnd) return;
      await this.#read(version);
      this.#hasFailed = false;
      onChange();
    } catch (error) {
      if (!this.#hasFailed) {
        logger.warn(
          `Gateways of cluster '${cluster}' are not told about changes of tokens while the database cannot be read`,
          error as Error,
        );
      }
      this.#hasFailed = true;
    }
  }

  /** @param version - read before the tokens: what changes in between is read once more */
  async #read(version: number): Promise<void> {
    const { tokens, cluster, clock } = this.#options;
    const active = await tokens.active(cluster, clock.now());
    this.#tokens = Object.fromEntries(
      active.map(token => [token.hash, gatewayToken(token)]),
    );
    this.#nextEnd = active.reduce(
      (earliest, { expiresAt = Infinity }) => Math.min(earliest, expiresAt),
      Infinity,
    );
    this.#version = version;
  }
}

function gatewayToken(token: ActiveToken): GatewayToken {
  const { id, family, scopes, verbs, limit, expiresAt } = token;
  const routes: string[] = [];
  const namespaces: string[] = [];
  for (const scope of scopes) {
    if (scope.kind === 'Namespace') namespaces.push(scope.namespace);
    else if (scope.kind === 'InferenceGraph')
      routes.push(graphRouteId(scope.ref));
    else routes.push(`${scope.ref.namespace}/${scope.ref.name}`);
  }
  return {
    id,
    routes,
    ...(namespaces.length > 0 ? { namespaces } : {}),
    verbs,
    ...(expiresAt === undefined ? {} : { expiresAt }),
    // The two values of a token that is being rotated share its limit
    ...(limit ? { limit: { key: family, ...limit } } : {}),
  };
}
