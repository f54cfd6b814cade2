import { jsonValueOf } from './jsonBody';

/** How an Ensemble makes one prediction of several. */
export type Combination = 'mean' | 'vote';

interface Output {
  readonly name: unknown;
  readonly shape: unknown;
  readonly datatype: unknown;
  readonly data: unknown;
}

/**
 * One answer of several models about the same input: V1's `predictions` or V2's `outputs`, element by element. `mean`
 * takes numbers; `vote` takes what most say, and of equals what the first of them says.
 *
 * @returns undefined if the answers are not of one shape
 */
export function combine(
  bodies: readonly Buffer[],
  how: Combination,
): Buffer | undefined {
  const values = bodies.map(jsonValueOf);
  const predictions = values.map(value => member(value, 'predictions'));
  if (predictions.every(list => list !== undefined)) {
    const combined = combinedValue(predictions, how);
    return combined === undefined
      ? undefined
      : bodyOf({ predictions: combined });
  }
  const outputs = values.map(value => member(value, 'outputs'));
  if (!outputs.every(isOutputs)) return undefined;
  const [first] = outputs;
  const combined: Output[] = [];
  for (const output of first) {
    const same = outputs.map(all =>
      all.find(({ name }) => name === output.name),
    );
    if (!same.every(found => found && isSame(found, output))) return undefined;
    const data = combinedValue(
      same.map(found => found!.data),
      how,
    );
    if (data === undefined) return undefined;
    combined.push({
      ...output,
      ...(how === 'mean' ? { datatype: 'FP64' } : {}),
      data,
    });
  }
  return bodyOf({ outputs: combined });
}

function combinedValue(values: readonly unknown[], how: Combination): unknown {
  const [first] = values;
  if (Array.isArray(first)) {
    if (!values.every(value => isListOf(value, first.length))) return undefined;
    const lists = values as readonly (readonly unknown[])[];
    const combined = first.map((_, i) =>
      combinedValue(
        lists.map(list => list[i]),
        how,
      ),
    );
    return combined.includes(undefined) ? undefined : combined;
  }
  if (how === 'vote') return mostFrequent(values);
  if (!values.every(value => typeof value === 'number')) return undefined;
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

function mostFrequent(values: readonly unknown[]): unknown {
  const votes = new Map<string, number>();
  for (const value of values) {
    const key = JSON.stringify(value);
    votes.set(key, (votes.get(key) ?? 0) + 1);
  }
  let best = '';
  for (const [key, count] of votes)
    if (best === '' || count > votes.get(best)!) best = key;
  return JSON.parse(best);
}

function member(value: unknown, key: string): unknown {
  return typeof value === 'object' && value !== null && key in value
    ? (value as Record<string, unknown>)[key]
    : undefined;
}

function isOutputs(value: unknown): value is readonly Output[] {
  return (
    Array.isArray(value) &&
    value.length > 0 &&
    value.every(output => member(output, 'name') !== undefined)
  );
}

function isSame(a: Output, b: Output): boolean {
  return JSON.stringify(a.shape) === JSON.stringify(b.shape);
}

function isListOf(value: unknown, length: number): boolean {
  return Array.isArray(value) && value.length === length;
}

function bodyOf(value: object): Buffer {
  return Buffer.from(JSON.stringify(value));
}
