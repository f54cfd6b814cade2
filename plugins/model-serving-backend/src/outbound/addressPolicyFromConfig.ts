import type { Config } from '@backstage/config';
import type { AddressPolicy } from '@greenroom/storage-initializer';

/** Where connections to addresses that users give may go, from `modelServing.addresses`. */
export function addressPolicyFromConfig(config: Config): AddressPolicy {
  const addresses = config.getOptionalConfig('modelServing.addresses');
  return {
    allowPrivate: addresses?.getOptionalBoolean('allowPrivate') ?? false,
    allowHosts: addresses?.getOptionalStringArray('allowHosts') ?? [],
  };
}
