import { FieldMessage } from '../api/types';

/** Collects what rules find, in the order in which they find it. */
export class Messages {
  readonly #errors: FieldMessage[] = [];
  readonly #warnings: FieldMessage[] = [];

  get errors(): readonly FieldMessage[] {
    return this.#errors;
  }

  get warnings(): readonly FieldMessage[] {
    return this.#warnings;
  }

  error(path: string, message: string): void {
    this.#errors.push({ path, message });
  }

  warn(path: string, message: string): void {
    this.#warnings.push({ path, message });
  }
}
