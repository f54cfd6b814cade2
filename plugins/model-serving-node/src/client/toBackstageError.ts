import {
  AuthenticationError,
  ConflictError,
  InputError,
  NotAllowedError,
  NotFoundError,
  NotImplementedError,
  ResponseError,
  ServiceUnavailableError,
} from '@backstage/errors';

const classes = {
  AuthenticationError,
  ConflictError,
  InputError,
  NotAllowedError,
  NotFoundError,
  NotImplementedError,
  ServiceUnavailableError,
} as const;

function isKnown(name: string): name is keyof typeof classes {
  return Object.hasOwn(classes, name);
}

/**
 * The error that a failed call of the API stands for: of the class that was thrown on the other side, with its message,
 * so that a caller cannot tell the difference: without a cause, which Backstage's logs would add to what a person reads there.
 * What is not an error of `@backstage/errors` stays a `ResponseError`.
 */
export async function toBackstageError(response: Response): Promise<Error> {
  const error = await ResponseError.fromResponse(response);
  const { name, message } = error.cause;
  return isKnown(name) ? new classes[name](message) : error;
}
