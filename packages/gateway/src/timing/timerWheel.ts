/** Length of one tick in ms: how late a timer may fire. */
export const tickMs = 100;

const slotCount = 1024;

/**
 * Something that may expire. Subclasses are the timed things themselves (a request, a connection), so arming a timer
 * allocates nothing.
 */
export abstract class TimerEntry {
  /** Owned by the wheel. */
  wheelNext: TimerEntry | undefined = undefined;
  /** Owned by the wheel. */
  wheelPrevious: TimerEntry | undefined = undefined;
  /** Tick at which the entry expires. Owned by the wheel. */
  dueTick = 0;

  /** Called once, on the first tick at or after the delay; the entry is no longer armed then. */
  abstract expire(): void;
}

class Slot extends TimerEntry {
  expire(): void {}
}

/**
 * Coarse timers in constant time: an entry lies in the slot of its due tick modulo the number of slots. Delays longer
 * than one turn stay in their slot until their turn comes.
 *
 * The owner calls {@link TimerWheel.advance} about every {@link tickMs} ms; the wheel has no clock of its own.
 */
export class TimerWheel {
  readonly #slots: Slot[] = [];
  readonly #startMs: number;
  #tick = 0;

  private constructor(startMs: number) {
    this.#startMs = startMs;
    for (let i = 0; i < slotCount; i++) {
      const slot = new Slot();
      slot.wheelNext = slot;
      slot.wheelPrevious = slot;
      this.#slots.push(slot);
    }
  }

  /** A wheel that starts to turn at `nowMs`, of any monotonic clock. */
  static create(nowMs: number): TimerWheel {
    return new TimerWheel(nowMs);
  }

  /** Arms the entry; one that is armed already is armed anew. Never expires early: rounds up to the next tick. */
  schedule(entry: TimerEntry, delayMs: number): void {
    this.cancel(entry);
    // One tick is added because the present one has begun already.
    entry.dueTick = this.#tick + Math.ceil(delayMs / tickMs) + 1;
    const slot = this.#slots[entry.dueTick % slotCount];
    const last = slot.wheelPrevious!;
    entry.wheelPrevious = last;
    entry.wheelNext = slot;
    last.wheelNext = entry;
    slot.wheelPrevious = entry;
  }

  /** Disarms the entry; nothing happens if it is not armed. */
  cancel(entry: TimerEntry): void {
    const next = entry.wheelNext;
    if (next === undefined) return;
    const previous = entry.wheelPrevious!;
    previous.wheelNext = next;
    next.wheelPrevious = previous;
    entry.wheelNext = undefined;
    entry.wheelPrevious = undefined;
  }

  /** Expires all that is due at `nowMs`, in the order of due ticks. */
  advance(nowMs: number): void {
    const target = Math.floor((nowMs - this.#startMs) / tickMs);
    while (this.#tick < target) {
      this.#tick++;
      this.#expireSlot(this.#slots[this.#tick % slotCount]);
    }
  }

  #expireSlot(slot: Slot): void {
    let due: TimerEntry[] | undefined;
    for (let e = slot.wheelNext!; e !== slot; e = e.wheelNext!) {
      if (e.dueTick <= this.#tick) (due ??= []).push(e);
    }
    if (!due) return;
    for (const entry of due) {
      // An earlier entry of this tick may have disarmed or re-armed this one.
      if (entry.wheelNext === undefined || entry.dueTick > this.#tick) continue;
      this.cancel(entry);
      entry.expire();
    }
  }
}
