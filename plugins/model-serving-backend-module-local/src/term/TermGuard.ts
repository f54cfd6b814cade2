import { readdirSync } from 'node:fs';
import { mkdir, readdir, rm, writeFile } from 'node:fs/promises';

/** Another backend of this machine acts now: this one must neither start nor end anything. */
export class TermLostError extends Error {
  constructor(folder: string) {
    super(
      `another backend looks after the replicas in ${folder} now; this one does nothing more`,
    );
    this.name = 'TermLostError';
  }
}

/** Who may act, as the control plane numbers it. */
export interface TermNumber {
  /** Of the database that counts; another one counts anew. */
  readonly epoch: string;
  readonly fencing: number;
}

/**
 * The right of one backend to act on the replicas that share a folder of records.
 *
 * Each term leaves a file that is named after its number, beside the records:
 *
 *     terms/<epoch>/<fencing>
 *
 * The highest number counts. A backend that hung, and wakes when another one has begun, finds the higher number before
 * whatever it does next: nobody has to reach it, and its clock does not matter.
 */
export class TermGuard {
  readonly #folder: string;
  readonly #dir: string;
  readonly #fencing: number;

  /**
   * Begins a term: from now on those with lower numbers are over.
   * @param folder - of the records
   * @throws TermLostError if there is a higher number already
   */
  static async claim(
    folder: string,
    { epoch, fencing }: TermNumber,
  ): Promise<TermGuard> {
    const terms = `${folder}/terms`;
    const guard = new TermGuard(folder, `${terms}/${epoch}`, fencing);
    await mkdir(guard.#dir, { recursive: true, mode: 0o700 });
    await writeFile(`${guard.#dir}/${fencing}`, '', { mode: 0o600 });
    guard.demand();
    for (const other of await readdir(terms)) {
      if (other !== epoch) await rm(`${terms}/${other}`, { recursive: true });
    }
    for (const number of await readdir(guard.#dir)) {
      if (Number(number) < fencing) {
        await rm(`${guard.#dir}/${number}`, { force: true });
      }
    }
    return guard;
  }

  private constructor(folder: string, dir: string, fencing: number) {
    this.#folder = folder;
    this.#dir = dir;
    this.#fencing = fencing;
  }

  /**
   * Asked right before each effect, in the same turn: nothing of this process comes in between.
   * @throws TermLostError once another backend has begun
   */
  demand(): void {
    if (!this.isHeld()) throw new TermLostError(this.#folder);
  }

  /** Whether no other backend has begun since. */
  isHeld(): boolean {
    try {
      const numbers = readdirSync(this.#dir).map(Number);
      return Math.max(...numbers) === this.#fencing;
    } catch {
      return false; // removed by a term of another database
    }
  }
}
