/** Whether a revision has all traffic, but for what canaries beside it have. */
export function isServing({
  percent,
  isCanary,
  isServing: isSaid,
}: {
  readonly percent: number;
  readonly isCanary?: boolean;
  /** Said of one whose canaries have everything. */
  readonly isServing?: boolean;
}): boolean {
  return isSaid === true || (percent > 0 && !isCanary);
}
