import type { LoggerService } from '@backstage/backend-plugin-api';
import type {
  GatewayEvent,
  TokenCounters,
} from '@greenroom/backstage-plugin-model-serving-common';
import type { TokenStore, TokenUse } from '../store/types';
import { Clock } from '../time';

/** How often use is written down: what people see of it is at most so old. */
const WRITE_MS = 10_000;

const none: TokenCounters = { ok: 0, client: 0, server: 0, refused: 0 };

/** Options of a {@link TokenUseRecorder}. */
export interface TokenUseRecorderOptions {
  readonly tokens: Pick<TokenStore, 'use'>;
  readonly clock: Clock;
  readonly logger: LoggerService;
  /** Whether this process may write. */
  readonly mayAct: () => boolean;
}

interface KnownGateway {
  readonly startedAt: string;
  /** Undefined until its first counters, if it ran before this recorder did: what it counted until then is written. */
  last: Map<string, TokenCounters> | undefined;
}

/** Writes down how tokens are used: the differences of what gateways count. */
export class TokenUseRecorder {
  readonly #options: TokenUseRecorderOptions;
  readonly #since: number;
  readonly #gateways = new Map<string, KnownGateway>();
  #uses = new Map<string, TokenUse>();
  #cancel: () => void = () => {};
  #writing: Promise<void> = Promise.resolve();
  #isStopped = false;

  constructor(options: TokenUseRecorderOptions) {
    this.#options = options;
    this.#since = options.clock.now();
  }

  /** A gateway said something. */
  onGatewayEvent(cluster: string, gateway: string, event: GatewayEvent): void {
    const key = `${cluster} ${gateway}`;
    if (event.type === 'hello') this.#connected(key, event.startedAt);
    else if (event.type === 'counters') this.#add(key, event.tokens ?? {});
  }

  start(): void {
    this.#schedule();
  }

  /** Writes what is left; resolves when that is done. */
  async stop(): Promise<void> {
    this.#isStopped = true;
    this.#cancel();
    await this.#writing;
    await this.#write();
  }

  #connected(key: string, startedAt: string): void {
    const known = this.#gateways.get(key);
    if (known?.startedAt === startedAt) return;
    const isNew = known !== undefined || Date.parse(startedAt) >= this.#since;
    this.#gateways.set(key, {
      startedAt,
      last: isNew ? new Map() : undefined,
    });
  }

  #add(key: string, tokens: Readonly<Record<string, TokenCounters>>): void {
    const gateway = this.#gateways.get(key);
    if (!gateway) return;
    const { last } = gateway;
    if (!last) {
      gateway.last = new Map(Object.entries(tokens));
      return;
    }
    for (const [id, now] of Object.entries(tokens)) {
      this.#sum(id, last.get(id), now);
      last.set(id, now);
    }
  }

  #sum(id: string, known: TokenCounters | undefined, now: TokenCounters): void {
    // A gateway forgets a token that it is not told of for a while, and then counts anew
    const before = known && totalOf(known) <= totalOf(now) ? known : none;
    const sum = this.#uses.get(id);
    this.#uses.set(id, {
      id,
      requests:
        (sum?.requests ?? 0) +
        (now.ok + now.client + now.server) -
        (before.ok + before.client + before.server),
      errors:
        (sum?.errors ?? 0) +
        (now.client + now.server) -
        (before.client + before.server),
      refused: (sum?.refused ?? 0) + now.refused - before.refused,
    });
  }

  #schedule(): void {
    this.#cancel = this.#options.clock.schedule(WRITE_MS, () => {
      this.#writing = this.#write().finally(() => {
        if (!this.#isStopped) this.#schedule();
      });
    });
  }

  async #write(): Promise<void> {
    const { tokens, clock, logger, mayAct } = this.#options;
    const uses = [...this.#uses.values()];
    this.#uses = new Map();
    if (uses.length === 0 || !mayAct()) return;
    try {
      await tokens.use(uses, clock.now());
    } catch (error) {
      logger.warn(
        `The use of ${uses.length} tokens in the last ${
          WRITE_MS / 1000
        } s was not written down`,
        error as Error,
      );
    }
  }
}

function totalOf({ ok, client, server, refused }: TokenCounters): number {
  return ok + client + server + refused;
}
