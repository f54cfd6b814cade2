import {
  ConnectionTestResult,
  ConnectionTestStep,
  ConnectionTestStepName,
} from './types';

/** The steps of a test that goes on while they pass. */
export class TestSteps {
  readonly #passed: ConnectionTestStep[] = [];

  /** How many passed. */
  get length(): number {
    return this.#passed.length;
  }

  passed(name: ConnectionTestStepName, message: string): void {
    this.#passed.push({ name, ok: true, message });
  }

  succeed(message: string): ConnectionTestResult {
    return { ok: true, steps: [...this.#passed], message };
  }

  fail(
    name: ConnectionTestStepName,
    message: string,
    code: ConnectionTestResult['code'] = 'CONNECTION_FAILED',
  ): ConnectionTestResult {
    const steps = [...this.#passed, { name, ok: false, message }];
    return { ok: false, steps, message, code };
  }
}

/** A request that says too little, or nothing sensible, to be tried. */
export function invalidRequest(message: string): ConnectionTestResult {
  return { ok: false, steps: [], message, code: 'INVALID_REQUEST' };
}
