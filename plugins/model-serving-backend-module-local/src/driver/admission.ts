/**
 * Why there is no memory for one more replica; undefined if there is. Counted is what replicas ask for, as a cluster's
 * scheduler does: what they use now says nothing about what they will.
 *
 * @param bytes - what the replica asks for
 * @param reserved - what running replicas asked for
 * @param capacity - what all may ask for together
 */
export function admission(
  bytes: number,
  reserved: readonly number[],
  capacity: number,
): string | undefined {
  const taken = reserved.reduce((sum, each) => sum + each, 0);
  return taken + bytes <= capacity
    ? undefined
    : `no memory for another replica: it asks for ${mebibytes(
        bytes,
      )}, ${mebibytes(taken)} of ${mebibytes(
        capacity,
      )} are taken; see modelServing.local.memory.limit`;
}

function mebibytes(bytes: number): string {
  return `${Math.round(bytes / 2 ** 20)} MiB`;
}
