import { Agent as HttpAgent, AgentOptions, ClientRequestArgs } from 'node:http';
import {
  Agent as HttpsAgent,
  AgentOptions as HttpsAgentOptions,
} from 'node:https';
import { Duplex } from 'node:stream';

/**
 * Agents that only connect to addresses that passed the rules. A request that is refused fails with the StorageError
 * that says why.
 * @public
 */
export interface GuardedAgents {
  readonly httpAgent: HttpAgent;
  readonly httpsAgent: HttpsAgent;
}

/** Options of a connection with the address rules built in. Throws what refuses it. */
export type GuardConnection = (target: ClientRequestArgs) => ClientRequestArgs;

type Connected = (error: Error | null, stream: Duplex) => void;

/** Plain connections. */
export class GuardedHttpAgent extends HttpAgent {
  readonly #guard: GuardConnection;

  constructor(guard: GuardConnection, options: AgentOptions) {
    super(options);
    this.#guard = guard;
  }

  createConnection(target: ClientRequestArgs, connected?: Connected) {
    return guarded(this.#guard, target, connected, options =>
      super.createConnection(options, connected),
    );
  }
}

/** TLS connections: server name and certificate stay those of the name, not of the address. */
export class GuardedHttpsAgent extends HttpsAgent {
  readonly #guard: GuardConnection;

  constructor(guard: GuardConnection, options: HttpsAgentOptions) {
    super(options);
    this.#guard = guard;
  }

  createConnection(target: ClientRequestArgs, connected?: Connected) {
    return guarded(this.#guard, target, connected, options =>
      super.createConnection(options, connected),
    );
  }
}

/** A refusal is told to the request like any failure to connect: thrown, it would leave the client's timers running. */
function guarded(
  guard: GuardConnection,
  target: ClientRequestArgs,
  connected: Connected | undefined,
  connect: (options: ClientRequestArgs) => Duplex | null | undefined,
): Duplex | null | undefined {
  let options: ClientRequestArgs;
  try {
    options = guard(target);
  } catch (error) {
    if (!connected || !(error instanceof Error)) throw error;
    process.nextTick(connected, error, new Duplex());
    return undefined;
  }
  return connect(options);
}
