/** What is counted is told this often, in ms. */
const intervalMs = 1_000;

/** While replicas are asked for: how many there should be is decided from it. */
const quickIntervalMs = 250;
const quickForMs = 2_000;

/** Says when counters are told: each second, and four times a second for a while after {@link Pulse.quicken}. */
export class Pulse {
  #toldAt: number;
  #quickUntil = -Infinity;

  /** @param now - monotonic ms */
  constructor(now: number) {
    this.#toldAt = now;
  }

  /** How often {@link Pulse.isDue} wants to be asked, in ms. */
  static readonly everyMs = quickIntervalMs;

  /** Somebody waits for a decision. */
  quicken(now: number): void {
    this.#quickUntil = now + quickForMs;
  }

  /** Whether it is time; asked at equal distances, a timer that is early by less than half of one counts as in time. */
  isDue(now: number): boolean {
    const tolerated = now + quickIntervalMs / 2;
    const isQuick = now <= this.#quickUntil;
    const everyMs = isQuick ? quickIntervalMs : intervalMs;
    if (tolerated - this.#toldAt < everyMs) return false;
    this.#toldAt = now;
    return true;
  }
}
