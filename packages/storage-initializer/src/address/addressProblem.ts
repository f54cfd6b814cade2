import { BlockList, isIP } from 'node:net';

/**
 * Where connections may go. Metadata services, link-local, multicast and unspecified addresses are never allowed.
 * @public
 */
export interface AddressPolicy {
  /** Private networks are allowed; loopback and reserved addresses still need an entry in `allowHosts`. */
  readonly allowPrivate: boolean;
  /** Hosts that may have any address but the forbidden ones: `minio.lab`, `*.lab`, `127.0.0.1:9000`, `[::1]`. */
  readonly allowHosts: readonly string[];
}

type AddressKind = 'forbidden' | 'loopback' | 'private' | 'reserved';

interface AddressRange {
  readonly kind: AddressKind;
  readonly name: string;
  readonly list: BlockList;
}

/** Hosts of cloud metadata services: whoever reaches them gets the machine's own credentials. */
const forbiddenHosts = ['metadata.google.internal', 'metadata.goog'];

/** Every range that is not public unicast. The first that matches decides. */
const ranges: readonly AddressRange[] = [
  range('forbidden', 'link-local or metadata', '169.254.0.0/16', 'fe80::/10'),
  range(
    'forbidden',
    'cloud metadata',
    'fd00:ec2::/32',
    '100.100.100.200/32',
    '168.63.129.16/32',
    '192.0.0.192/32',
  ),
  range('forbidden', 'unspecified', '0.0.0.0/8', '::/128'),
  range('forbidden', 'multicast', '224.0.0.0/4', 'ff00::/8'),
  range('forbidden', 'broadcast', '255.255.255.255/32'),
  range('loopback', 'loopback', '127.0.0.0/8', '::1/128'),
  range(
    'private',
    'private',
    '10.0.0.0/8',
    '172.16.0.0/12',
    '192.168.0.0/16',
    '100.64.0.0/10',
    'fc00::/7',
    'fec0::/10',
  ),
  range(
    'reserved',
    'reserved',
    '192.0.0.0/24',
    '192.0.2.0/24',
    '192.88.99.0/24',
    '198.18.0.0/15',
    '198.51.100.0/24',
    '203.0.113.0/24',
    '240.0.0.0/4',
    '100::/64',
    '2001::/23',
    '2001:db8::/32',
    '3fff::/20',
    '5f00::/16',
    '64:ff9b:1::/48',
  ),
];

/**
 * Why a connection to an address is refused, or undefined if it is allowed. IPv6 forms that carry an IPv4 address
 * (mapped, compatible, NAT64, 6to4) are judged by that.
 * Source: reference/backstage.md §19, reference/screens.md §11.
 * @param ip - address as text, IPv6 without brackets
 * @param host - `name:port` that it was resolved from, IPv6 in brackets
 * @public
 */
export function addressProblem(
  ip: string,
  policy: AddressPolicy,
  host: string,
): string | undefined {
  const nameProblem = hostProblem(host);
  if (nameProblem) return nameProblem;
  const address = embeddedIpv4(ip) ?? ip.replace(/%.*$/, '');
  const family = isIP(address);
  if (family === 0) return `"${ip}" is not an IP address`;
  const found = ranges.find(({ list }) =>
    list.check(address, family === 4 ? 'ipv4' : 'ipv6'),
  );
  if (!found) return undefined;
  const isAllowed =
    found.kind !== 'forbidden' &&
    (isAllowedHost(host, policy) ||
      (found.kind === 'private' && policy.allowPrivate));
  if (isAllowed) return undefined;
  const article = /^[aeiou]/.test(found.name) ? 'an' : 'a';
  return `${ip} is ${article} ${found.name} address`;
}

/** Why a host is refused whatever its address is. `host` is `name:port`. */
export function hostProblem(host: string): string | undefined {
  const { name } = splitHost(host);
  return forbiddenHosts.includes(name)
    ? `${name} is a cloud metadata service`
    : undefined;
}

/** Whether an entry of the policy names a host: exactly or by `*.suffix`, for all ports unless it names one. */
function isAllowedHost(host: string, policy: AddressPolicy): boolean {
  const { name, port } = splitHost(host);
  return policy.allowHosts.some(text => {
    const entry = splitHost(text);
    if (entry.port !== undefined && entry.port !== port) return false;
    return entry.name.startsWith('*.')
      ? name.endsWith(entry.name.slice(1)) && name.length >= entry.name.length
      : name === entry.name;
  });
}

function splitHost(host: string): { name: string; port?: string } {
  const [, name = host, port] = /^(\[.*\]|[^:]*)(?::(\d+))?$/.exec(host) ?? [];
  return { name: name.toLowerCase().replace(/\.$/, ''), port };
}

function embeddedIpv4(ip: string): string | undefined {
  if (isIP(ip) !== 6) return undefined;
  const groups = ipv6Groups(ip);
  const startsWith = (...start: number[]) =>
    start.every((group, at) => groups[at] === group);
  const dotted = (at: number) =>
    [
      groups[at] >> 8,
      groups[at] & 255,
      groups[at + 1] >> 8,
      groups[at + 1] & 255,
    ].join('.');
  const isMapped = startsWith(0, 0, 0, 0, 0, 0xffff);
  const isTranslated = startsWith(0, 0, 0, 0, 0xffff, 0);
  const isNat64 = startsWith(0x64, 0xff9b, 0, 0, 0, 0);
  const isCompatible = startsWith(0, 0, 0, 0, 0, 0) && groups[6] !== 0;
  if (isMapped || isTranslated || isNat64 || isCompatible) return dotted(6);
  return groups[0] === 0x2002 ? dotted(1) : undefined;
}

/** The eight groups of an IPv6 address. The URL parser turns every spelling, dotted tails too, into one. */
function ipv6Groups(ip: string): number[] {
  const text = new URL(`http://[${ip.replace(/%.*$/, '')}]`).hostname;
  const [head, tail] = text.slice(1, -1).split('::');
  const parse = (part = '') =>
    part === '' ? [] : part.split(':').map(group => parseInt(group, 16));
  const [left, right] = [parse(head), parse(tail)];
  const gap = new Array(8 - left.length - right.length).fill(0);
  return [...left, ...gap, ...right];
}

function range(
  kind: AddressKind,
  name: string,
  ...subnets: string[]
): AddressRange {
  const list = new BlockList();
  for (const subnet of subnets) {
    const [net, bits] = subnet.split('/');
    list.addSubnet(net, Number(bits), net.includes(':') ? 'ipv6' : 'ipv4');
  }
  return { kind, name, list };
}
