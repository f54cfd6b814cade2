/** Bytes of lines that may wait for a slow disk or pipe. */
const maxBytes = 4 * 1024 * 1024;

/** Lines are written together this often, in ms, or once there are so many bytes. */
const everyMs = 250;
const fullBytes = 64 * 1024;

/** What a buffer of lines is made of. */
export interface LineBufferOptions {
  /** Writes whole lines; rejects if it could not. */
  readonly write: (lines: string) => Promise<void>;
  /** Calls back after some ms. */
  readonly schedule: (ms: number, callback: () => void) => void;
  readonly onWritten: (lines: number) => void;
  readonly onDropped: (lines: number) => void;
}

/** Lines on their way out. Nobody waits for it: what does not fit, or could not be written, is dropped and counted. */
export class LineBuffer {
  readonly #options: LineBufferOptions;
  #lines: string[] = [];
  #chars = 0;
  #isScheduled = false;
  #writing: Promise<void> | undefined;

  constructor(options: LineBufferOptions) {
    this.#options = options;
  }

  /** Takes a line with its end. */
  push(line: string): void {
    if (this.#chars + line.length > maxBytes) {
      this.#options.onDropped(1);
      return;
    }
    this.#lines.push(line);
    this.#chars += line.length;
    if (this.#chars >= fullBytes) this.#write();
    else this.#schedule();
  }

  /** Writes what there is; resolves when it is written or lost. */
  async flush(): Promise<void> {
    while (this.#lines.length > 0 || this.#writing) {
      this.#write();
      await this.#writing;
    }
  }

  #schedule(): void {
    if (this.#isScheduled) return;
    this.#isScheduled = true;
    this.#options.schedule(everyMs, () => {
      this.#isScheduled = false;
      this.#write();
    });
  }

  #write(): void {
    if (this.#writing || this.#lines.length === 0) return;
    const lines = this.#lines;
    this.#lines = [];
    this.#chars = 0;
    const { write, onWritten, onDropped } = this.#options;
    this.#writing = write(lines.join(''))
      .then(
        () => onWritten(lines.length),
        () => onDropped(lines.length),
      )
      .then(() => {
        this.#writing = undefined;
        if (this.#lines.length > 0) this.#schedule();
      });
  }
}
