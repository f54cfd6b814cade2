import { LoggerService } from '@backstage/backend-plugin-api';

/** A logger that nobody reads; unlike the mock it works outside a test runner too. */
export const quietLogger: LoggerService = {
  error: () => undefined,
  warn: () => undefined,
  info: () => undefined,
  debug: () => undefined,
  child: () => quietLogger,
};
