import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';

/** The bearer token of the control port. Whoever can read the file may control the gateway. */
export class ControlToken {
  readonly #digest: Buffer;

  private constructor(token: string) {
    this.#digest = digestOf(token);
  }

  /** Reads the token, or makes one of 256 random bits, mode 0600, if the file is not there. */
  static async obtain(file: string): Promise<ControlToken> {
    try {
      const token = randomBytes(32).toString('base64url');
      await writeFile(file, token, { mode: 0o600, flag: 'wx' });
      return new ControlToken(token);
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
    const token = (await readFile(file, 'utf8')).trim();
    if (token === '')
      throw new Error(
        `The control token in ${file} is empty; delete the file to have one made`,
      );
    return new ControlToken(token);
  }

  /** Whether an Authorization header carries the token; takes the same time for all that do not. */
  admits(authorization: string | undefined): boolean {
    const match = /^bearer +(\S+)$/i.exec(authorization ?? '');
    return timingSafeEqual(digestOf(match?.[1] ?? ''), this.#digest);
  }
}

function digestOf(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}
