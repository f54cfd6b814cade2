/**
 * What went wrong with a request, independent of the protocol that carried it.
 *
 * @public
 */
export type InferenceErrorKind =
  | 'invalid'
  | 'notFound'
  | 'timeout'
  | 'tooLarge'
  | 'unsupportedEncoding'
  | 'notImplemented'
  | 'notReady';

/**
 * A failure whose message is meant for the caller. Everything else that is thrown is a fault of the server.
 *
 * @public
 */
export class InferenceError extends Error {
  readonly kind: InferenceErrorKind;

  constructor(kind: InferenceErrorKind, message: string) {
    super(message);
    this.name = 'InferenceError';
    this.kind = kind;
  }
}

/**
 * The request is wrong and sending it again will not help.
 *
 * @public
 */
export function invalid(message: string): InferenceError {
  return new InferenceError('invalid', message);
}

/**
 * The answer to unloading the served model.
 *
 * @public
 */
export function unloadRefused(name: string): InferenceError {
  return new InferenceError(
    'notImplemented',
    `This server serves the model ${name} for as long as it runs; stop the server to unload it.`,
  );
}

/**
 * The answer to asking the served model for an explanation.
 *
 * @public
 */
export function explainRefused(name: string): InferenceError {
  return new InferenceError(
    'notImplemented',
    `Model with name ${name} has no explainer.`,
  );
}
