import { once } from 'node:events';
import { mergeAsTheyCome } from './mergeAsTheyCome';

/** Ends when it is told to, and tells that it has. */
async function* endless(
  signal: AbortSignal,
  first: string,
  ended: string[] = [],
): AsyncIterable<string> {
  try {
    yield first;
    if (!signal.aborted) await once(signal, 'abort');
  } finally {
    ended.push(first);
  }
}

async function* failing(after: string): AsyncIterable<string> {
  yield after;
  throw new Error('broken off');
}

async function* finite(...values: string[]): AsyncIterable<string> {
  yield* values;
}

describe('mergeAsTheyCome', () => {
  it('gives all values, whoever has them, and ends with the last source', async () => {
    const seen: string[] = [];
    const sources = [
      () => finite('a', 'b', 'c'),
      () => finite(),
      () => finite('d'),
    ];
    for await (const value of mergeAsTheyCome(sources)) seen.push(value);
    expect(seen.sort()).toEqual(['a', 'b', 'c', 'd']);
  });

  it('is not held up by a source that says nothing', async () => {
    const left = new AbortController();
    const seen: string[] = [];
    const sources = [
      (signal: AbortSignal) => endless(signal, 'quiet'),
      () => finite('a', 'b'),
    ];
    for await (const value of mergeAsTheyCome(sources, left.signal)) {
      seen.push(value);
      if (seen.length === 3) left.abort();
    }
    expect(seen.sort()).toEqual(['a', 'b', 'quiet']);
  });

  it('ends its sources when the reader leaves, also those that wait', async () => {
    const ended: string[] = [];
    const sources = ['one', 'other'].map(
      name => (signal: AbortSignal) => endless(signal, name, ended),
    );
    for await (const value of mergeAsTheyCome(sources)) {
      expect(['one', 'other']).toContain(value);
      break;
    }
    expect(ended.sort()).toEqual(['one', 'other']);
  });

  it('fails with the first that fails, and ends the others', async () => {
    const ended: string[] = [];
    const sources = [
      () => failing('a'),
      (signal: AbortSignal) => endless(signal, 'quiet', ended),
    ];
    const read = async () => {
      for await (const _ of mergeAsTheyCome(sources));
    };
    await expect(read()).rejects.toThrow('broken off');
    expect(ended).toEqual(['quiet']);
  });
});
