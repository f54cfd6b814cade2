/** @public */
export interface LogLine {
  readonly replica: string;
  /** Which container of the replica; absent: it has one log. */
  readonly container?: string;
  /** Written before the last restart. */
  readonly isPrevious?: true;
  /** ISO 8601 */
  readonly at?: string;
  readonly text: string;
}
