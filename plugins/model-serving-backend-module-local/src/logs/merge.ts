/**
 * Values of several endless sources as they arrive. Ends when all have ended; closes them when the reader leaves.
 */
export async function* merge<T>(
  sources: readonly AsyncIterable<T>[],
): AsyncIterable<T> {
  const iterators = sources.map(source => source[Symbol.asyncIterator]());
  const next = (index: number) =>
    iterators[index].next().then(result => ({ index, result }));
  const pending = new Map(iterators.map((_, index) => [index, next(index)]));
  try {
    while (pending.size > 0) {
      const { index, result } = await Promise.race(pending.values());
      if (result.done) {
        pending.delete(index);
      } else {
        pending.set(index, next(index));
        yield result.value;
      }
    }
  } finally {
    await Promise.all(
      [...pending.keys()].map(index => iterators[index].return?.()),
    );
  }
}
