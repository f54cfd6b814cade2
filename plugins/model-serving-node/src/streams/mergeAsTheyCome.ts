/**
 * Values of several sources as they arrive. Ends when all have ended or the signal aborts, and fails with the first that
 * fails; the others are told by the signal that each gets, also when the reader leaves.
 * @public
 */
export async function* mergeAsTheyCome<T>(
  sources: readonly ((signal: AbortSignal) => AsyncIterable<T>)[],
  signal?: AbortSignal,
): AsyncIterable<T> {
  const left = new AbortController();
  const until = AbortSignal.any([left.signal, ...(signal ? [signal] : [])]);
  const iterators = sources.map(source =>
    source(until)[Symbol.asyncIterator](),
  );
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
    left.abort();
    await Promise.allSettled(
      [...pending.keys()].map(index => iterators[index].return?.()),
    );
  }
}
