import { lookup as dnsLookup } from 'node:dns/promises';
import { ClientRequestArgs } from 'node:http';
import { isIP, LookupFunction } from 'node:net';
import { StorageError } from '../StorageError';
import { addressProblem, AddressPolicy, hostProblem } from './addressProblem';
import {
  GuardedAgents,
  GuardedHttpAgent,
  GuardedHttpsAgent,
} from './GuardedAgents';
import { parseHttpUrl } from './parseHttpUrl';

/**
 * One address of a host.
 * @public
 */
export interface ResolvedAddress {
  readonly address: string;
  readonly family: number;
}

/**
 * A URL that passed the address rules, with all addresses it resolved to.
 * @public
 */
export interface CheckedAddress {
  readonly url: URL;
  /** `name:port`, the port always there. */
  readonly host: string;
  readonly addresses: readonly ResolvedAddress[];
}

/**
 * Keeps connections within an address policy.
 *
 * A name is resolved once for a connection, *every* address is checked, and the connection is made to one of those: a
 * name that answers differently a moment later gains nothing. Each connection is checked, so a redirect that a client
 * follows is too.
 * @public
 */
export interface AddressGuard {
  /**
   * Checks a URL without connecting.
   * @throws StorageError AddressRefused; InvalidUri for other schemes and credentials in the URL; StorageUnreachable if
   * the name has no address
   */
  check(url: string | URL): Promise<CheckedAddress>;
  /** New agents, for as long as their owner wants to keep connections open. */
  agents(options?: { readonly verifyTls?: boolean }): GuardedAgents;
  /** For clients with their own agents. A client skips it for literal IPs, so call `check` as well. */
  lookup(port: number): LookupFunction;
}

/**
 * Makes a guard.
 * @param options - `resolve` answers all addresses of a name; default: the system's resolver
 * @public
 */
export function createAddressGuard(
  policy: AddressPolicy,
  options: {
    readonly resolve?: (name: string) => Promise<readonly ResolvedAddress[]>;
  } = {},
): AddressGuard {
  const resolve =
    options.resolve ?? (name => dnsLookup(name, { all: true, verbatim: true }));

  async function resolveChecked(name: string, port: number) {
    const host = `${name}:${port}`;
    refuse(host, hostProblem(host));
    const literal = name.replace(/^\[|\]$/g, '');
    const family = isIP(literal);
    const addresses =
      family === 0
        ? await resolveName(name, resolve)
        : [{ address: literal, family }];
    for (const { address } of addresses) {
      refuse(host, addressProblem(address, policy, host));
    }
    return { host, addresses };
  }

  function lookup(port: number): LookupFunction {
    return (name, wanted, callback) => {
      resolveChecked(name, port).then(
        ({ addresses }) => {
          const usable = addresses
            .filter(({ family }) => !wanted.family || family === wanted.family)
            .map(({ address, family }) => ({ address, family }));
          if (usable.length === 0) callback(hostNotFound(name), '');
          else if (wanted.all) callback(null, usable);
          else callback(null, usable[0].address, usable[0].family);
        },
        error => callback(error, ''),
      );
    };
  }

  /** Literal IPs never reach the lookup, so they are judged here. */
  function guardedOptions(target: ClientRequestArgs): ClientRequestArgs {
    const name = target.host ?? target.hostname ?? '';
    const port = Number(target.port);
    if (isIP(name) !== 0) {
      const host = `${isIP(name) === 6 ? `[${name}]` : name}:${port}`;
      refuse(host, addressProblem(name, policy, host));
    }
    return { ...target, lookup: lookup(port) };
  }

  return {
    async check(input) {
      const url = parseHttpUrl(input);
      const port = Number(url.port || (url.protocol === 'https:' ? 443 : 80));
      return { url, ...(await resolveChecked(url.hostname, port)) };
    },
    agents: ({ verifyTls = true } = {}) => ({
      httpAgent: new GuardedHttpAgent(guardedOptions, { keepAlive: true }),
      httpsAgent: new GuardedHttpsAgent(guardedOptions, {
        keepAlive: true,
        rejectUnauthorized: verifyTls,
      }),
    }),
    lookup,
  };
}

async function resolveName(
  name: string,
  resolve: (name: string) => Promise<readonly ResolvedAddress[]>,
): Promise<readonly ResolvedAddress[]> {
  try {
    const addresses = await resolve(name);
    if (addresses.length > 0) return addresses;
  } catch {
    // The resolver's own message says no more than that.
  }
  throw hostNotFound(name);
}

function refuse(host: string, problem: string | undefined): void {
  if (problem === undefined) return;
  throw new StorageError(
    'AddressRefused',
    `Connections to ${host} are not allowed: ${problem}. Use another address, or ask the platform team to allow this host.`,
  );
}

function hostNotFound(name: string): StorageError {
  return new StorageError(
    'StorageUnreachable',
    `Host ${name} was not found. Check its spelling, and that the name resolves where models are fetched.`,
    { retryable: true },
  );
}
