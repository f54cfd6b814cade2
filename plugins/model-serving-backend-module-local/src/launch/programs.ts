/**
 * A program that the platform team allows runtimes to name. User input only ever becomes arguments behind its own.
 */
export interface Program {
  /** Name or path of the executable. */
  readonly command: string;
  /** Arguments before those of the runtime, e.g. a script. */
  readonly args: readonly string[];
  /** Arguments after those of the runtime. */
  readonly trailingArgs?: readonly string[];
  readonly env: Readonly<Record<string, string>>;
  /**
   * It binds port 0, writes where it listens to the state file, and puts `x-greenroom-instance` on each answer. Other
   * programs are given a free port.
   */
  readonly reportsState: boolean;
}

/** Allowed programs by the name that runtimes use. */
export type ProgramCatalog = ReadonlyMap<string, Program>;
