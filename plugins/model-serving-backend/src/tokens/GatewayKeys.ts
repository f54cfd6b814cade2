import { createHmac } from 'node:crypto';
import {
  KEY_PREFIX,
  type ResourceRef,
} from '@greenroom/backstage-plugin-model-serving-common';
import type { SecretStore } from '../store';
import { hashOf } from './tokenValue';

/** Beside the uids of resources, which are UUIDs. */
const STORED_AS = 'gateway-keys';

/** Whoever has one may call one service: the portal on behalf of people, or a component of it the other components. */
export type KeyHolder = 'portal' | 'component';

type Service = Pick<ResourceRef, 'cluster' | 'namespace' | 'name'>;

/**
 * Keys by which gateways know calls of the portal and of components of a service. Each is derived from one random secret
 * of the installation, which is stored encrypted: all backends have the same, none is written down, and a gateway knows
 * only hashes.
 */
export class GatewayKeys {
  readonly #secrets: Pick<SecretStore, 'get'>;

  constructor(secrets: Pick<SecretStore, 'get'>) {
    this.#secrets = secrets;
  }

  /**
   * The key of a service, read at the moment of the call: use, then forget. Undefined before any backend has acted for
   * the first time.
   */
  async key(holder: KeyHolder, service: Service): Promise<string | undefined> {
    const { root } = await this.#secrets.get(STORED_AS);
    return root === undefined ? undefined : keyOf(root, holder, service);
  }

  /** Hashes of keys, for snapshots. Whoever acts makes the secret if there is none. */
  static async hashes(
    secrets: Pick<SecretStore, 'get' | 'put'>,
    randomBytes: (count: number) => Buffer,
  ): Promise<KeyHashes> {
    const stored = await secrets.get(STORED_AS);
    const root = stored.root ?? randomBytes(32).toString('base64');
    if (!stored.root) await secrets.put(STORED_AS, { root });
    const known = new Map<string, string>();
    return (holder, service) => {
      const label = labelOf(holder, service);
      const hash = known.get(label) ?? hashOf(keyOf(root, holder, service));
      known.set(label, hash);
      return hash;
    };
  }
}

/** The hash of a service's key. */
export type KeyHashes = (holder: KeyHolder, service: Service) => string;

function keyOf(root: string, holder: KeyHolder, service: Service): string {
  const key = createHmac('sha256', Buffer.from(root, 'base64'))
    .update(labelOf(holder, service))
    .digest('base64url');
  return `${KEY_PREFIX}${key}`;
}

function labelOf(holder: KeyHolder, service: Service): string {
  const { cluster, namespace, name } = service;
  return `${holder}/${cluster}/${namespace}/${name}`;
}
