/** Buckets of keys: a share of 1 % is 100 of them. */
export const stickyBuckets = 10_000;

const prime = 0x01000193;
const seeds = [0x811c9dc5, 0x9e3779b9] as const;
/** 2^32 in buckets. */
const highFactor = 2 ** 32 % stickyBuckets;

/**
 * The bucket of a key, 0 to 9,999: the same in every worker and for every snapshot. The salt keeps the same users from being
 * on the canaries of all routes.
 */
export function stickyBucket(salt: string, key: string): number {
  const high = hash(seeds[0], salt, key) % stickyBuckets;
  const low = hash(seeds[1], salt, key) % stickyBuckets;
  return (high * highFactor + low) % stickyBuckets;
}

/** FNV-1a over both texts, then murmur3's finish: keys that differ in their last digit must not be neighbours. */
function hash(seed: number, salt: string, key: string): number {
  let h = seed;
  for (let i = 0; i < salt.length; i++)
    h = Math.imul(h ^ salt.charCodeAt(i), prime);
  h = Math.imul(h ^ 0xff, prime);
  for (let i = 0; i < key.length; i++)
    h = Math.imul(h ^ key.charCodeAt(i), prime);
  h = Math.imul(h ^ (h >>> 16), 0x85ebca6b);
  h = Math.imul(h ^ (h >>> 13), 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}
