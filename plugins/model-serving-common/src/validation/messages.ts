import { FieldMessage } from '../FieldMessage';

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

  /** Whether something is wrong with a field itself. */
  has(path: string): boolean {
    return this.#errors.some(error => error.path === path);
  }

  error(path: string, message: string): void {
    this.#errors.push({ path, message });
  }

  warn(path: string, message: string): void {
    this.#warnings.push({ path, message });
  }
}
