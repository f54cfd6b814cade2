import type { Config } from '@backstage/config';
import { InputError } from '@backstage/errors';
import type { SecretKey } from './SecretCipher';

const PATH = 'modelServing.secretKeys';
const HOW_TO =
  "make one with: node -p \"require('crypto').randomBytes(32).toString('base64')\"";

/**
 * Reads the keys that protect stored secrets from `modelServing.secretKeys`.
 *
 * There is no default: a key that is made silently is lost with the next container, and every stored secret with it.
 *
 * @throws InputError naming the configuration key and how to make a value.
 */
export function secretKeysFromConfig(config: Config): readonly SecretKey[] {
  const entries = config.getOptionalConfigArray(PATH) ?? [];
  if (entries.length === 0) {
    throw new InputError(
      `${PATH} is not configured: stored connections are encrypted with it. Set ${PATH}: [{ id: 'k1', key: <32 random bytes, base64> }]; ${HOW_TO}`,
    );
  }
  const seen = new Set<string>();
  return entries.map((entry, i) => {
    const id = entry.getString('id');
    if (seen.has(id)) {
      throw new InputError(`${PATH}[${i}].id '${id}' is used twice`);
    }
    seen.add(id);
    const key = Buffer.from(entry.getString('key'), 'base64');
    if (key.length !== 32) {
      throw new InputError(
        `${PATH}[${i}].key holds ${key.length} bytes, but base64 of exactly 32 bytes is needed; ${HOW_TO}`,
      );
    }
    return { id, key };
  });
}
