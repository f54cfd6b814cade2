import { Agent as HttpAgent, AgentOptions, ClientRequestArgs } from 'node:http';
import {
  Agent as HttpsAgent,
  AgentOptions as HttpsAgentOptions,
} from 'node:https';
import type { Duplex } from 'node:stream';

/**
 * Agents that only connect to addresses that passed the rules. A request to a literal IP that does not pass throws; any
 * other fails with the same error when its name is resolved.
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
    return super.createConnection(this.#guard(target), connected);
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
    return super.createConnection(this.#guard(target), connected);
  }
}
