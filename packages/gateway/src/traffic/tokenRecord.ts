import { TokenCounters } from '@greenroom/backstage-plugin-model-serving-common';
import { Outcome } from './trafficRecord';

/** Counters of one token in one worker. */
export class TokenRecord {
  #ok = 0;
  #client = 0;
  #server = 0;
  #refused = 0;
  #isDirty = false;

  /** A request that it opened is over. */
  finish(outcome: Outcome): void {
    if (outcome === 'ok') this.#ok++;
    else if (outcome === 'client') this.#client++;
    else this.#server++;
    this.#isDirty = true;
  }

  /** It was not for what was asked, or was used too often. */
  refuse(): void {
    this.#refused++;
    this.#isDirty = true;
  }

  /** What was counted since the last call, or undefined. */
  takeDelta(): TokenCounters | undefined {
    if (!this.#isDirty) return undefined;
    const delta = {
      ok: this.#ok,
      client: this.#client,
      server: this.#server,
      refused: this.#refused,
    };
    this.#ok = 0;
    this.#client = 0;
    this.#server = 0;
    this.#refused = 0;
    this.#isDirty = false;
    return delta;
  }
}

/** Counters of the same token, put together. */
export function addTokenCounters(
  a: TokenCounters | undefined,
  b: TokenCounters,
): TokenCounters {
  if (!a) return b;
  return {
    ok: a.ok + b.ok,
    client: a.client + b.client,
    server: a.server + b.server,
    refused: a.refused + b.refused,
  };
}
