import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import type { ServerState } from '../program';
import { call } from './httpClient';

const PACKAGE = join(__dirname, '../..');
const DEADLINE_MS = 90_000;

/** A process under test with all that it said so far. */
export class RunningProgram {
  readonly child: ChildProcess;
  readonly #states: ServerState[] = [];
  readonly #changed: (() => void)[] = [];
  readonly #exited: Promise<number | null>;
  stdout = '';
  stderr = '';

  constructor(child: ChildProcess) {
    this.child = child;
    child.stdout?.on('data', chunk => {
      this.stdout += chunk;
      this.#notify();
    });
    child.stderr?.on('data', chunk => {
      this.stderr += chunk;
      this.#notify();
    });
    child.on('message', message => {
      this.#states.push(message as ServerState);
      this.#notify();
    });
    child.on('disconnect', () => this.#notify());
    this.#exited = once(child, 'close').then(([code]) => code);
  }

  /** The n-th announcement on the IPC channel. */
  async state(index: number): Promise<ServerState> {
    await this.#until(() => this.#states.length > index);
    return this.#states[index];
  }

  /** Where it listens for gRPC, once it does: it has announced that it is ready before. */
  async grpcPort(): Promise<number> {
    const known = () => this.#states.find(({ grpcPort }) => grpcPort)?.grpcPort;
    await this.#until(() => known() !== undefined);
    return known() ?? 0;
  }

  /** Waits for a text in the log. */
  async logged(text: string): Promise<void> {
    await this.#until(() => this.stdout.includes(text));
  }

  /** Waits until the program gives up the IPC channel. */
  async disconnected(): Promise<void> {
    await this.#until(() => !this.child.connected);
  }

  /** The exit code, once the process has gone and all output is read. */
  exit(): Promise<number | null> {
    return this.#exited;
  }

  async stop(): Promise<number | null> {
    this.child.kill('SIGTERM');
    return this.exit();
  }

  #notify(): void {
    for (const wake of this.#changed.splice(0)) {
      wake();
    }
  }

  async #until(condition: () => boolean): Promise<void> {
    const deadline = performance.now() + DEADLINE_MS;
    while (!condition()) {
      const left = deadline - performance.now();
      if (left <= 0 || this.child.exitCode !== null) {
        throw new Error(`it did not happen; stderr: ${this.stderr}`);
      }
      let timer: NodeJS.Timeout | undefined;
      await Promise.race([
        new Promise<void>(resolve => this.#changed.push(resolve)),
        this.#exited,
        new Promise(resolve => {
          timer = setTimeout(resolve, left);
        }),
      ]);
      clearTimeout(timer);
    }
  }
}

/** The program as it is shipped: one file. It lies below the package, so that what is not bundled is found. */
export class BuiltProgram {
  readonly #folder: string;
  readonly #running = new Set<ChildProcess>();

  private constructor(folder: string) {
    this.#folder = folder;
  }

  static build(): BuiltProgram {
    const cache = join(PACKAGE, 'node_modules/.cache');
    mkdirSync(cache, { recursive: true });
    const folder = mkdtempSync(join(cache, 'test-'));
    execFileSync(require.resolve('esbuild/bin/esbuild'), [
      join(PACKAGE, 'src/main.ts'),
      '--bundle',
      '--platform=node',
      '--target=node22',
      '--format=cjs',
      '--external:onnxruntime-node',
      '--external:@grpc/grpc-js',
      '--external:@grpc/proto-loader',
      '--external:@grpc/reflection',
      '--log-level=error',
      `--outfile=${join(folder, 'main.js')}`,
    ]);
    return new BuiltProgram(folder);
  }

  /** Starts the program without waiting for anything. */
  spawn(...args: readonly string[]): RunningProgram {
    const child = spawn(
      process.execPath,
      [join(this.#folder, 'main.js'), ...args],
      { stdio: ['ignore', 'pipe', 'pipe', 'ipc'] },
    );
    this.#running.add(child);
    child.once('exit', () => this.#running.delete(child));
    return new RunningProgram(child);
  }

  /** Starts a server on ports of the kernel's choice and waits until the model is ready. */
  async serve(
    modelDir: string,
    ...args: readonly string[]
  ): Promise<RunningProgram & { readonly port: number }> {
    const program = this.spawn(
      '--model_name=m',
      `--model_dir=${modelDir}`,
      '--http_port=0',
      ...args,
    );
    const state = await program.state(0);
    await program.logged('loaded from');
    return Object.assign(program, { port: state.httpPort });
  }

  /** Kills what still runs and removes the build. */
  remove(): void {
    for (const child of this.#running) {
      child.kill('SIGKILL');
    }
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

/** A V2 inference with JSON in and out. */
export async function infer(
  port: number,
  inputs: readonly unknown[],
  rest: Record<string, unknown> = {},
) {
  return call(port, '/v2/models/m/infer', { body: { inputs, ...rest } });
}
