import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';
import { readFile, writeFile } from 'node:fs/promises';
import type { IncomingHttpHeaders } from 'node:http';

/**
 * Where the token stands for callers whose way here keeps `authorization` for itself, as the API server of Kubernetes
 * does when it passes calls on to a pod.
 */
const CONTROL_TOKEN_HEADER = 'x-greenroom-control-token';

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
    const token = await tokenIn(file);
    if (token === '')
      throw new Error(
        `The control token in ${file} is empty; delete the file to have one made`,
      );
    return new ControlToken(token);
  }

  /** Reads a token that somebody else keeps. @throws Error if there is none */
  static async read(file: string): Promise<ControlToken> {
    const token = await tokenIn(file);
    if (token === '') throw new Error(`The control token in ${file} is empty`);
    return new ControlToken(token);
  }

  /** Whether headers carry the token; takes the same time for all that do not. */
  admits(headers: IncomingHttpHeaders): boolean {
    const own = headers[CONTROL_TOKEN_HEADER];
    const match = /^bearer +(\S+)$/i.exec(headers.authorization ?? '');
    const shown = typeof own === 'string' ? own : match?.[1];
    return timingSafeEqual(digestOf(shown ?? ''), this.#digest);
  }
}

async function tokenIn(file: string): Promise<string> {
  return (await readFile(file, 'utf8')).trim();
}

function digestOf(token: string): Buffer {
  return createHash('sha256').update(token).digest();
}
