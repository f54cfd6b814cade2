/** More lines than this make a small chart harder to read, not easier. */
const MAX_STEPS = 4;

/**
 * Round numbers from 0 to at least `max`: at most four steps of 1, 2 or 5 times a power of ten, as people read axes.
 * Whole ones have no step below 1.
 */
export function ticks(
  max: number,
  options: { isWhole?: boolean } = {},
): number[] {
  if (!(max > 0)) {
    return [0, 1];
  }
  const raw = Math.max(max / MAX_STEPS, options.isWhole ? 1 : 0);
  const magnitude = 10 ** Math.floor(Math.log10(raw));
  // The tolerance keeps 0.30000000000000004 from taking the next factor.
  const factor = [1, 2, 5].find(one => one * magnitude >= raw * (1 - 1e-9));
  const step = (factor ?? 10) * magnitude;
  const steps = Math.ceil(max / step - 1e-9);
  return Array.from({ length: steps + 1 }, (_, i) =>
    Number((i * step).toPrecision(12)),
  );
}

/** At most `decimals` decimals, thousands grouped. */
export function rounded(value: number, decimals: number): string {
  return value.toLocaleString('en-US', { maximumFractionDigits: decimals });
}
