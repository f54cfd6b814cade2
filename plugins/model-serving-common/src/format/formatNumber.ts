/** Shown for what is not known. @public */
export const UNKNOWN = '–';

/** Whether a value can be shown as a measured amount: finite and not negative. */
export function isAmount(value: number | undefined): value is number {
  return value !== undefined && Number.isFinite(value) && value >= 0;
}

/** At most `digits` decimals, trailing zeros dropped, thousands grouped. */
export function rounded(value: number, digits: number): string {
  return value.toLocaleString('en-US', { maximumFractionDigits: digits });
}
