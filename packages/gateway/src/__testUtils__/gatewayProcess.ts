import { ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import http from 'node:http';
import os from 'node:os';
import path from 'node:path';
import { GatewaySnapshot } from '@greenroom/backstage-plugin-model-serving-common';
import { gatewayFiles, GatewayState } from '../state';
import { EventReader } from './eventReader';
import { until } from './until';

/** Bundles the program as it is shipped; returns the file and what removes it. */
export function buildGateway(): { readonly file: string; remove(): void } {
  const dir = mkdtempSync(path.join(os.tmpdir(), 'greenroom-gateway-build-'));
  const file = path.join(dir, 'main.js');
  execFileSync(process.execPath, [
    require.resolve('esbuild/bin/esbuild'),
    path.resolve(__dirname, '../main.ts'),
    `--outfile=${file}`,
    '--bundle',
    '--platform=node',
    '--format=cjs',
    '--target=node22',
    '--log-level=error',
  ]);
  return {
    file,
    remove: () => rmSync(dir, { recursive: true, force: true }),
  };
}

/** A data directory of its own. */
export function makeDataDir(): string {
  return mkdtempSync(path.join(os.tmpdir(), 'greenroom-gateway-data-'));
}

/** Removes a data directory; orphaned workers of it end by that. */
export function removeDataDir(dataDir: string): void {
  rmSync(dataDir, { recursive: true, force: true });
}

/** A gateway program under test. */
export class GatewayProcess {
  readonly dataDir: string;
  stderr = '';
  /** Once it has ended: exit code, or the signal that ended it. */
  ending: number | string | undefined;
  readonly #child: ChildProcess;

  private constructor(file: string, dataDir: string, args: readonly string[]) {
    this.dataDir = dataDir;
    this.#child = spawn(
      process.execPath,
      [file, '--data_dir', dataDir, ...args],
      { stdio: ['ignore', 'ignore', 'pipe'] },
    );
    this.#child.stderr!.on('data', chunk => {
      this.stderr += chunk;
    });
    this.#child.on('exit', (code, signal) => {
      this.ending = code ?? signal ?? 'unknown';
    });
  }

  /** Starts a gateway on a free port unless `args` say otherwise; resolves when it serves. */
  static async start(
    file: string,
    dataDir: string,
    args: readonly string[] = ['--port', '0'],
  ): Promise<GatewayProcess> {
    const gateway = GatewayProcess.spawn(file, dataDir, args);
    try {
      await until('the gateway to serve', () => {
        if (gateway.ending !== undefined)
          throw new Error(`ended with ${gateway.ending}: ${gateway.stderr}`);
        return gateway.state?.pid === gateway.pid;
      });
    } catch (error) {
      await gateway.stop();
      throw error;
    }
    return gateway;
  }

  /** Starts a gateway without waiting for anything. */
  static spawn(
    file: string,
    dataDir: string,
    args: readonly string[],
  ): GatewayProcess {
    return new GatewayProcess(file, dataDir, args);
  }

  get pid(): number {
    return this.#child.pid!;
  }

  /** Its `state.json`, if there is one. */
  get state(): GatewayState | undefined {
    try {
      const file = path.join(this.dataDir, gatewayFiles.state);
      return JSON.parse(readFileSync(file, 'utf8'));
    } catch {
      return undefined;
    }
  }

  get port(): number {
    return this.state!.port;
  }

  /** Process ids of its workers. */
  get workers(): readonly number[] {
    return childrenOf(this.pid);
  }

  kill(signal: NodeJS.Signals): void {
    this.#child.kill(signal);
  }

  /** Resolves with the exit code or signal. */
  async ended(): Promise<number | string> {
    await until('the gateway to end', () => this.ending !== undefined);
    return this.ending!;
  }

  /** Ends it gracefully if it still runs. */
  async stop(): Promise<void> {
    if (this.ending === undefined) this.kill('SIGTERM');
    await this.ended();
  }

  /** Calls the control port. Tests look into the body as they expect it to be. */
  control(
    method: string,
    target: string,
    body?: unknown,
    token = this.#token(),
  ): Promise<{ readonly status: number; readonly body: any }> {
    return new Promise((resolve, reject) => {
      const request = http.request({
        port: this.state!.controlPort,
        host: '127.0.0.1',
        method,
        path: target,
        agent: false,
        headers: { authorization: `Bearer ${token}` },
      });
      request.on('error', reject);
      request.on('response', response => {
        let text = '';
        response.on('data', chunk => {
          text += chunk;
        });
        response.on('end', () =>
          resolve({ status: response.statusCode!, body: JSON.parse(text) }),
        );
      });
      request.end(typeof body === 'string' ? body : JSON.stringify(body));
    });
  }

  /** Makes a snapshot live. */
  async adopt(snapshot: GatewaySnapshot): Promise<void> {
    const { status, body } = await this.control('PUT', '/snapshot', snapshot);
    if (status !== 200) throw new Error(`${status} ${JSON.stringify(body)}`);
  }

  /** Listens to its events. */
  events(): EventReader {
    return new EventReader(this.state!.controlPort, this.#token());
  }

  /** Scrapes its metrics port. */
  async metrics(target = '/metrics'): Promise<string> {
    const answer = await fetch(
      `http://127.0.0.1:${this.state!.metricsPort}${target}`,
    );
    return answer.text();
  }

  #token(): string {
    return readFileSync(
      path.join(this.dataDir, gatewayFiles.controlToken),
      'utf8',
    );
  }
}

/** Whether a process runs. */
export function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

function childrenOf(parent: number): number[] {
  return readdirSync('/proc')
    .filter(name => /^\d+$/.test(name))
    .map(Number)
    .filter(pid => {
      try {
        const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
        const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
        return fields[0] !== 'Z' && Number(fields[1]) === parent;
      } catch {
        return false;
      }
    });
}
