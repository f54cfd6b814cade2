import { InferenceError } from '../InferenceError';
import type { Model } from './types';

/**
 * The only version a served model has.
 *
 * @public
 */
export const MODEL_VERSION = '1';

/**
 * The one model of this process and whether it may be used: loading, then ready, then (after a stop signal) draining.
 *
 * While draining, requests that still arrive on open connections are answered; only readiness says no.
 *
 * @public
 */
export class ModelHost {
  readonly name: string;
  #model: Model | undefined;
  #draining = false;

  private constructor(name: string) {
    this.name = name;
  }

  static create(name: string): ModelHost {
    return new ModelHost(name);
  }

  /** Makes a loaded model available. */
  serve(model: Model): void {
    this.#model = model;
  }

  /** Turns readiness off for good. */
  drain(): void {
    this.#draining = true;
  }

  get isDraining(): boolean {
    return this.#draining;
  }

  get isReady(): boolean {
    return this.#model !== undefined && !this.#draining;
  }

  /**
   * The model behind a name and version of a request.
   *
   * @throws InferenceError `notFound` for another model or version, `notReady` while it loads
   */
  find(name: string, version?: string): Model {
    this.assertKnown(name, version);
    if (this.#model === undefined) {
      throw notReady(name);
    }
    return this.#model;
  }

  /**
   * Passes when the model takes new requests.
   *
   * @throws InferenceError `notFound` for another model or version, `notReady` while it loads or drains
   */
  assertReady(name: string, version?: string): void {
    this.assertKnown(name, version);
    if (!this.isReady) {
      throw notReady(name);
    }
  }

  /**
   * Passes when the name and version are those of the served model.
   *
   * @throws InferenceError `notFound`
   */
  assertKnown(name: string, version?: string): void {
    if (name !== this.name) {
      throw new InferenceError(
        'notFound',
        `Model with name ${name} does not exist.`,
      );
    }
    if (version !== undefined && version !== MODEL_VERSION) {
      throw new InferenceError(
        'notFound',
        `Model with name ${name} has no version ${version}; its version is ${MODEL_VERSION}.`,
      );
    }
  }
}

function notReady(name: string): InferenceError {
  return new InferenceError(
    'notReady',
    `Model with name ${name} is not ready.`,
  );
}
