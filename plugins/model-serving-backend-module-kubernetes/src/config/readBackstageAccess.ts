import type { Config } from '@backstage/config';
import { InputError } from '@backstage/errors';
import { EntryReader } from './EntryReader';
import type { ClusterAccess } from './types';

const METHODS = 'kubernetes.clusterLocatorMethods';

/** Who the portal is, as its own entry says; stands before what Backstage's settings say. */
export interface OwnCredentials {
  readonly token?: string;
  readonly tokenFile?: string;
}

/**
 * How a cluster of Backstage's own `kubernetes` settings is reached: one of a locator of type `config`, which says
 * address, certificate authority and, with the provider `serviceAccount`, the token. The other providers are about the
 * person who looks at a page; the control plane works while nobody does, and so needs a token of its own with them.
 *
 * @param path - where the name stands in the configuration
 * @throws InputError naming the key
 */
export function readBackstageAccess(
  root: Config,
  name: string,
  path: string,
  own: OwnCredentials,
): ClusterAccess {
  const read = findCluster(root, name, path);
  const { config } = read;
  const provider = providerOf(config);
  const token = config.getOptionalString('serviceAccountToken');
  const isOwn = own.token !== undefined || own.tokenFile !== undefined;
  if (!isOwn && provider !== 'serviceAccount') {
    throw new InputError(
      `${read.path}.authProvider is '${
        provider ?? ''
      }', which tells nobody who the portal is while no user calls: add a token or a tokenFile of a service account beside ${path}`,
    );
  }
  // As Backstage does: without a token it is the account of the pod that this process runs in, at its own cluster.
  if (!isOwn && !token) return { kind: 'in-cluster' };
  const url = read.url('url');
  if (!url) throw new InputError(`${read.path}.url is missing`);
  const caData = config.getOptionalString('caData');
  const caFile = config.getOptionalString('caFile');
  return {
    kind: 'url',
    url,
    skipTLSVerify: config.getOptionalBoolean('skipTLSVerify') ?? false,
    ...(caData ? { caData } : {}),
    ...(caFile ? { caFile } : {}),
    ...(isOwn ? own : { token }),
  };
}

function findCluster(root: Config, name: string, path: string): EntryReader {
  const known: string[] = [];
  const others: string[] = [];
  const methods = root.getOptionalConfigArray(METHODS) ?? [];
  for (const [index, method] of methods.entries()) {
    const type = method.getOptionalString('type') ?? '';
    if (type !== 'config') others.push(type);
    const clusters =
      type === 'config' ? method.getOptionalConfigArray('clusters') ?? [] : [];
    for (const config of clusters) {
      const found = config.getOptionalString('name') ?? '';
      known.push(found);
      if (found === name)
        return new EntryReader(
          config,
          `${METHODS}[${index}].clusters[${name}]`,
        );
    }
  }
  const unread =
    others.length > 0
      ? `; clusters of the types ${others.join(', ')} are not read`
      : '';
  throw new InputError(
    `${path}: '${name}' is none of the clusters in ${METHODS} of type config (${
      known.join(', ') || 'there is none'
    })${unread}`,
  );
}

/** Backstage takes it in either place. */
function providerOf(config: Config): string | undefined {
  const metadata =
    config.getOptional<Readonly<Record<string, string>>>('authMetadata');
  return (
    config.getOptionalString('authProvider') ??
    metadata?.['kubernetes.io/auth-provider']
  );
}
