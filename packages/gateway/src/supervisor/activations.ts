/** The control plane is asked for a revision at most this often, in ms. */
const intervalMs = 1_000;

/** Joins what several workers say about the same revision: at once, then at most once a second. */
export class Activations {
  readonly #now: () => number;
  readonly #revisions = new Map<string, { at: number; waiting: number }>();

  /** `now` in ms. */
  constructor(now: () => number) {
    this.#now = now;
  }

  /** How many requests to announce now, or undefined to wait. */
  report(revision: string, waiting: number): number | undefined {
    const now = this.#now();
    const last = this.#revisions.get(revision);
    if (last && now - last.at < intervalMs) {
      last.waiting += waiting;
      return undefined;
    }
    this.#revisions.set(revision, { at: now, waiting: 0 });
    return (last?.waiting ?? 0) + waiting;
  }

  /** Forgets revisions that are not named. */
  prune(revisions: ReadonlySet<string>): void {
    for (const revision of this.#revisions.keys())
      if (!revisions.has(revision)) this.#revisions.delete(revision);
  }
}
