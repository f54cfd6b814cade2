import { BlockList, isIP } from 'node:net';

/** Which addresses may be called. */
export interface AddressRules {
  /** Loopback and private networks too. */
  readonly allowPrivate: boolean;
  /** Hosts, `host:port` or `*.suffix`, that are trusted whatever they resolve to. */
  readonly allowHosts: readonly string[];
}

/** Link-local ones, where clouds keep their metadata service, and what is no address of one host. */
const never = blockList(
  ['0.0.0.0', 8],
  ['169.254.0.0', 16],
  ['224.0.0.0', 4],
  ['240.0.0.0', 4],
  ['::', 128],
  ['fe80::', 10],
  ['ff00::', 8],
);
const inside = blockList(
  ['10.0.0.0', 8],
  ['100.64.0.0', 10],
  ['127.0.0.0', 8],
  ['172.16.0.0', 12],
  ['192.168.0.0', 16],
  ['::1', 128],
  ['fc00::', 7],
);

/** Whether a host is trusted by its name. */
export function isTrustedHost(url: URL, { allowHosts }: AddressRules): boolean {
  const host = url.hostname.toLowerCase();
  return allowHosts.some(allowed => {
    const pattern = allowed.toLowerCase();
    return pattern.startsWith('*.')
      ? host.endsWith(pattern.slice(1))
      : pattern === host || pattern === url.host.toLowerCase();
  });
}

/** Why an address may not be called; undefined: it may. */
export function addressProblem(
  address: string,
  { allowPrivate }: AddressRules,
): string | undefined {
  const family = isIP(address) === 6 ? 'ipv6' : 'ipv4';
  if (never.check(address, family))
    return `${address} is an address that nobody may call`;
  if (!allowPrivate && inside.check(address, family))
    return `${address} is inside of a private network`;
  return undefined;
}

function blockList(...nets: readonly (readonly [string, number])[]): BlockList {
  const list = new BlockList();
  for (const [net, prefix] of nets)
    list.addSubnet(net, prefix, net.includes(':') ? 'ipv6' : 'ipv4');
  return list;
}
