import { ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { resolve } from 'node:path';
import { callApi } from './callApi';
import { authorization, type Person } from './people';
import type { Answer } from './TestPortal';
import { until } from './until';

/** A control plane that can be killed and paused. */
export class BackendProcess {
  readonly #process: ChildProcess;
  #output = '';

  private constructor(process: ChildProcess) {
    this.#process = process;
    const read = (chunk: unknown) => {
      this.#output += chunk;
    };
    process.stdout?.on('data', read);
    process.stderr?.on('data', read);
  }

  /** One that has started. */
  static async start(config: object): Promise<BackendProcess> {
    const started = new BackendProcess(
      spawn(
        process.execPath,
        [
          '--require',
          require.resolve('@backstage/cli-node/config/nodeTransform.cjs'),
          resolve(__dirname, 'runBackend.ts'),
          JSON.stringify(config),
        ],
        { stdio: ['ignore', 'pipe', 'pipe'] },
      ),
    );
    try {
      await started.says(/^port \d+$/m, 180_000);
    } catch (error) {
      await started.kill();
      throw error;
    }
    return started;
  }

  /**
   * Waits until it has said something.
   * @throws Error with all that it said, if it does not come or the process has ended
   */
  async says(text: RegExp, deadlineMs: number = 180_000): Promise<void> {
    try {
      await until(
        `the backend says ${text}`,
        async () => {
          if (this.#process.exitCode !== null) throw new Error('it has ended');
          return text.test(this.#output);
        },
        deadlineMs,
      );
    } catch (error) {
      throw new Error(`${error}; it said:\n${this.#output}`);
    }
  }

  signal(signal: NodeJS.Signals): void {
    this.#process.kill(signal);
  }

  async kill(): Promise<void> {
    if (this.#process.exitCode !== null || this.#process.signalCode !== null) {
      return;
    }
    const ended = once(this.#process, 'exit');
    this.#process.kill('SIGKILL');
    await ended;
  }

  /** Calls its API as Alice. */
  call(method: string, path: string, body?: unknown): Promise<Answer> {
    return this.request({ method, path: `model-serving${path}`, body });
  }

  /** Calls one of its plugins: a path like `model-serving/deployments`. */
  async request(options: {
    readonly as?: Person;
    readonly method: string;
    readonly path: string;
    readonly body?: unknown;
    readonly headers?: Record<string, string>;
  }): Promise<Answer> {
    const { as = 'alice', method, path, body, headers } = options;
    const [, port] = /^port (\d+)$/m.exec(this.#output) ?? [];
    return callApi({
      url: `http://localhost:${port}/api/${path}`,
      authorization: authorization(as),
      method,
      body,
      headers,
    });
  }
}
