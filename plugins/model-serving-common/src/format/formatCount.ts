import { isAmount, rounded, UNKNOWN } from './formatNumber';

/**
 * A count for people: in full to `99,999`, then `123 k`, `1.2 M`, `3.4 G`; `–` if unknown. Source: screens §17.
 * @public
 */
export function formatCount(count: number | undefined): string {
  if (!isAmount(count)) return UNKNOWN;
  if (Math.round(count) < 100_000) return rounded(count, 0);
  if (count < 999_500) return `${rounded(count / 1e3, 0)} k`;
  if (count < 999.5e6) return `${threeDigits(count / 1e6)} M`;
  return `${threeDigits(count / 1e9)} G`;
}

/**
 * A rate for people: `12 /s`, `0.4 /s`, below 0.1 a second per minute: `3 /min`; `–` if unknown, `0 /s` only if
 * measured. Source: screens §17.
 * @public
 */
export function formatRate(perSecond: number | undefined): string {
  if (!isAmount(perSecond)) return UNKNOWN;
  if (perSecond === 0) return '0 /s';
  if (perSecond >= 9.95) return `${formatCount(perSecond)} /s`;
  if (perSecond >= 0.1) return `${rounded(perSecond, 1)} /s`;
  const perMinute = perSecond * 60;
  return perMinute < 0.01 ? '<0.01 /min' : `${rounded(perMinute, 2)} /min`;
}

/**
 * A ratio (1 is everything) as a percentage: `3.4 %`, `37 %`, `<0.1 %`, `0 %`; `–` if unknown. Source: screens §17.
 * @public
 */
export function formatPercent(ratio: number | undefined): string {
  if (!isAmount(ratio)) return UNKNOWN;
  const percent = ratio * 100;
  if (percent === 0) return '0 %';
  if (percent < 0.1) return '<0.1 %';
  return percent < 9.95
    ? `${percent.toFixed(1)} %`
    : `${rounded(percent, 0)} %`;
}

function threeDigits(value: number): string {
  return rounded(value, value < 9.95 ? 1 : 0);
}
