import { isAmount, rounded, UNKNOWN } from './formatNumber';

const UNITS = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB'] as const;

/**
 * Memory or storage for people: `512 MiB`, `1.5 GiB`; `–` if unknown. Source: screens §17.
 * @public
 */
export function formatBytes(bytes: number | undefined): string {
  if (!isAmount(bytes)) return UNKNOWN;
  const unit = unitOf(bytes);
  return `${inUnit(bytes, unit)} ${UNITS[unit]}`;
}

/**
 * How much of a whole is there: `12 of 27 MiB`, in the unit of the whole; `12 MiB` if the whole is unknown.
 * @public
 */
export function formatBytesOf(
  done: number | undefined,
  total: number | undefined,
): string {
  if (!isAmount(total) || total === 0) return formatBytes(done);
  const unit = unitOf(total);
  const part = isAmount(done) ? inUnit(done, unit) : UNKNOWN;
  return `${part} of ${inUnit(total, unit)} ${UNITS[unit]}`;
}

/**
 * Processor cores for people: `0.5 CPU`, `2 CPU`; `–` if unknown. Source: screens §17.
 * @public
 */
export function formatCpu(cores: number | undefined): string {
  if (!isAmount(cores)) return UNKNOWN;
  if (cores > 0 && cores < 0.005) return '<0.01 CPU';
  return `${rounded(cores, cores < 9.995 ? 2 : 0)} CPU`;
}

/** The largest unit in which the rounded amount is at least 1 and below 1024. */
function unitOf(bytes: number): number {
  let unit = 0;
  while (unit < UNITS.length - 1 && Math.round(bytes / 1024 ** unit) >= 1024) {
    unit += 1;
  }
  return unit;
}

function inUnit(bytes: number, unit: number): string {
  const amount = bytes / 1024 ** unit;
  return rounded(amount, unit > 0 && amount < 9.95 ? 1 : 0);
}
