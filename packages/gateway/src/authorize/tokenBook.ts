import { hash } from 'node:crypto';
import {
  GatewaySnapshot,
  TokenVerb,
} from '@greenroom/backstage-plugin-model-serving-common';
import { TokenRecord } from '../traffic';
import { RequestAllowance } from './requestAllowance';

/** A token of one snapshot. */
export interface LiveToken {
  readonly id: string;
  readonly digest: string;
  readonly routes: readonly string[];
  readonly namespaces: readonly string[];
  readonly verbs: readonly TokenVerb[];
  /** ms since epoch; Infinity: never. */
  readonly expiresAt: number;
  readonly allowance: RequestAllowance | undefined;
  readonly traffic: TokenRecord;
}

const none: readonly string[] = [];

/** Characters of a digest that find a token: 96 bits, so that no two tokens share them. The rest is compared. */
const keyLength = 16;

/** Compared with where nothing was found, so that a miss takes as long as a hit. */
const noDigest = digestOf('');

/**
 * The tokens of a snapshot by their SHA-256: one look-up, whatever their number. Each request is looked up and compared
 * anew, so that what a snapshot takes away is gone with the next request.
 */
export class TokenBook {
  readonly #byKey: ReadonlyMap<string, LiveToken>;

  private constructor(byKey: ReadonlyMap<string, LiveToken>) {
    this.#byKey = byKey;
  }

  /** @param counters - of a token by its id; `allowances`: by the key of a limit */
  static create(
    tokens: GatewaySnapshot['tokens'],
    counters: (id: string) => TokenRecord,
    allowances: ReadonlyMap<string, RequestAllowance>,
  ): TokenBook {
    const byKey = new Map<string, LiveToken>();
    for (const [digest, token] of Object.entries(tokens ?? {})) {
      const { id, routes, namespaces = none, verbs } = token;
      const { expiresAt = Infinity, limit } = token;
      byKey.set(digest.slice(0, keyLength), {
        id,
        digest,
        routes,
        namespaces,
        verbs,
        expiresAt,
        allowance: limit && allowances.get(limit.key),
        traffic: counters(id),
      });
    }
    return new TokenBook(byKey);
  }

  /** The token of a digest, or undefined. */
  find(digest: string): LiveToken | undefined {
    const token = this.#byKey.get(digest.slice(0, keyLength));
    return isSame(digest, token?.digest ?? noDigest) ? token : undefined;
  }
}

/**
 * Hashes what the requests with one head of one connection show: once, because all show the same. It lives no longer than
 * that head does, and is compared with nothing that anybody else sent.
 */
export class ShownTokens {
  #shown: string | undefined;
  #digest = '';

  /** SHA-256 in base64. */
  digestOf(shown: string): string {
    if (shown !== this.#shown) {
      this.#digest = digestOf(shown);
      this.#shown = shown;
    }
    return this.#digest;
  }
}

/** SHA-256 in base64. */
export function digestOf(text: string): string {
  return hash('sha256', text, 'base64');
}

/** Whether one of a route's keys has the digest. Looks at all of them, to the end. */
export function hasDigest(keys: readonly string[], digest: string): boolean {
  let isFound = false;
  for (const key of keys) isFound = isSame(key, digest) || isFound;
  return isFound;
}

/** Compares to the end, wherever the first difference is. */
function isSame(a: string, b: string): boolean {
  if (a.length !== b.length) return false;
  let difference = 0;
  for (let i = 0; i < a.length; i++)
    difference |= a.charCodeAt(i) ^ b.charCodeAt(i);
  return difference === 0;
}
