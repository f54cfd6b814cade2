import type { Config } from '@backstage/config';
import { InputError } from '@backstage/errors';

/** Values of one entry, and errors that name them. */
export class EntryReader {
  readonly config: Config;
  readonly path: string;

  constructor(config: Config, path: string) {
    this.config = config;
    this.path = path;
  }

  url(key: string): string | undefined {
    const text = this.config.getOptionalString(key);
    if (text !== undefined && !(/^https?:/.test(text) && URL.canParse(text))) {
      throw new InputError(
        `${this.path}.${key}: '${text}' is not a URL with http:// or https://`,
      );
    }
    return text;
  }

  count(key: string, least: number): number | undefined {
    const count = this.config.getOptionalNumber(key);
    if (count !== undefined && !(Number.isInteger(count) && count >= least)) {
      throw new InputError(
        `${this.path}.${key}: ${count} is not a whole number from ${least} on`,
      );
    }
    return count;
  }

  oneOf(key: string, allowed: readonly string[]): string | undefined {
    const text = this.config.getOptionalString(key);
    if (text !== undefined && !allowed.includes(text)) {
      throw new InputError(
        `${this.path}.${key}: '${text}' is none of ${allowed.join(', ')}`,
      );
    }
    return text;
  }
}
