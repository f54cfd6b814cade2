import type { LoggerService } from '@backstage/backend-plugin-api';
import { InputError } from '@backstage/errors';

interface Remark {
  readonly path: string;
  readonly message: string;
}

/** Tells what a check warns of. @throws InputError with everything that is wrong, a line each */
export function demandValid(
  checked: {
    readonly warnings: readonly Remark[];
    readonly errors: readonly Remark[];
  },
  logger: Pick<LoggerService, 'warn'>,
): void {
  for (const warning of checked.warnings) logger.warn(lineOf(warning));
  if (checked.errors.length > 0)
    throw new InputError(checked.errors.map(lineOf).join('\n'));
}

/** A remark with its field. */
export function lineOf({ path, message }: Remark): string {
  return `${path}: ${message}`;
}
