import { GatewayAddress } from '@greenroom/backstage-plugin-model-serving-node';
import { readJsonFile } from '../host';

/** The control port of a gateway that has proven which one it is. */
export class ControlPort {
  /** New at every start of the gateway. */
  readonly instance: string;
  readonly #port: number;
  readonly #token: string;

  /**
   * The control port that the state file names, if that instance answers there.
   * @param folder - data folder of the gateway
   */
  static async find(
    folder: string,
    token: string,
    timeoutMs: number,
  ): Promise<ControlPort | undefined> {
    const state = await readJsonFile(`${folder}/state.json`);
    const { instance, controlPort } = state ?? {};
    if (typeof instance !== 'string' || typeof controlPort !== 'number') {
      return undefined;
    }
    const control = new ControlPort(instance, controlPort, token);
    return (await control.#isOurs(timeoutMs)) ? control : undefined;
  }

  private constructor(instance: string, port: number, token: string) {
    this.instance = instance;
    this.#port = port;
    this.#token = token;
  }

  /** Calls the gateway. */
  request: GatewayAddress['request'] = (path, init = {}) =>
    fetch(new URL(path, `http://127.0.0.1:${this.#port}`), {
      ...init,
      redirect: 'error',
      headers: {
        authorization: `Bearer ${this.#token}`,
        ...(init.body === undefined
          ? {}
          : { 'content-type': 'application/json' }),
      },
    });

  async #isOurs(timeoutMs: number): Promise<boolean> {
    try {
      const response = await this.request('/health', {
        signal: AbortSignal.timeout(timeoutMs),
      });
      const health: unknown = await response.json();
      const { instance } = Object(health) as { instance?: unknown };
      return response.ok && instance === this.instance;
    } catch {
      return false; // nobody there, or somebody who is no gateway
    }
  }
}
