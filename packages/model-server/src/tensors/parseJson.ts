const LONG_DIGITS = /\d{16}/;
const INTEGER = /^-?\d+$/;

/**
 * `JSON.parse` that can keep integers beyond 2^53 exact.
 *
 * With `exactIntegers`, integers that a double cannot hold come back as BigInt, all other values as usual. The source text
 * of a number is available to the reviver since V8 11.4 (Node 21). The slow path is taken only by texts that hold such a number.
 *
 * @throws SyntaxError when the text is not JSON
 * @public
 */
export function parseJson(text: string, exactIntegers: boolean): unknown {
  if (!exactIntegers || !LONG_DIGITS.test(text)) {
    return JSON.parse(text);
  }
  return JSON.parse(
    text,
    (_key: string, value: unknown, context?: { source?: string }) => {
      const source = context?.source;
      return typeof value === 'number' &&
        !Number.isSafeInteger(value) &&
        source !== undefined &&
        INTEGER.test(source)
        ? BigInt(source)
        : value;
    },
  );
}
