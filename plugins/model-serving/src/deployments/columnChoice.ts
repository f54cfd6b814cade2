/** Ids of columns that a user switched on or off; what is not in it is as by default. */
export type ColumnChoices = Record<string, boolean>;

/** What the defaults depend on. */
export interface ColumnFacts {
  /** How many projects there are to tell apart. */
  readonly projects: number;
}

/** Columns that always stay: which row it is, how it is, what can be done. */
export const fixedColumns: ReadonlySet<string> = new Set([
  'name',
  'state',
  'actions',
]);

/** Shown on the deployment's own page, and seldom what people look for in a list. */
const hiddenByDefault: ReadonlySet<string> = new Set([
  'runtime',
  'access',
  'lastDeployed',
]);

/** Whether a column is shown. Choices are read from storage: whatever is not a boolean counts as no choice. */
export function isColumnShown(
  column: string,
  choices: ColumnChoices | undefined,
  facts: ColumnFacts,
): boolean {
  if (fixedColumns.has(column)) {
    return true;
  }
  const choice: unknown = choices?.[column];
  if (typeof choice === 'boolean') {
    return choice;
  }
  return column === 'project'
    ? facts.projects > 1
    : !hiddenByDefault.has(column);
}

/** The choices after the shown columns became these. Columns that are as by default are chosen too: they stay so. */
export function choicesOf(
  columns: readonly string[],
  shown: ReadonlySet<string>,
): ColumnChoices {
  return Object.fromEntries(
    columns
      .filter(column => !fixedColumns.has(column))
      .map(column => [column, shown.has(column)]),
  );
}
