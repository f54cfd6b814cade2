/** What can be named in a project; each kind has names of its own. */
export type NamedKind = 'deployment' | 'connection' | 'graph';

/** What every input of a form takes, in the scaffolder and on the edit page alike. */
export interface InputProps<T> {
  readonly label: string;
  readonly description?: string;
  readonly value: T | undefined;
  readonly onChange: (value: T | undefined) => void;
  readonly isRequired?: boolean;
  readonly isDisabled?: boolean;
  /** What is wrong, in one sentence; shown at the input. */
  readonly error?: string;
  /** Id of an element elsewhere that says what is wrong; then the input only points to it. */
  readonly errorId?: string;
  /** What is said there of the whole input: it is not shown a second time. */
  readonly shownErrors?: readonly string[];
}
