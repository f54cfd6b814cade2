const FIRST_MS = 250;
const LONGEST_MS = 5_000;

/**
 * How long to wait before the gateway is started again. Short at first, because nothing is served meanwhile, and never
 * long, because what stands in the way (a port in use) goes without a sign.
 *
 * @param failures - ends in a row without an answer in between, ≥ 1
 */
export function gatewayRestartDelay(failures: number): number {
  return Math.min(FIRST_MS * 2 ** Math.max(0, failures - 1), LONGEST_MS);
}
