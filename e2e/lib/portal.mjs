// Starts the portal as a person does, `npm start`'s script, with ports and data of its own.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import {
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePort } from '../../scripts/lib/freePort.mjs';

export const root = path.resolve(
  path.dirname(fileURLToPath(import.meta.url)),
  '../..',
);

export class Portal {
  output = '';
  #child;
  #env;

  /** @param options `ports`: those that matter, the rest are free ones; `config`: on top of app-config.yaml, by the ports chosen */
  static async create({ ports = {}, config } = {}) {
    const dataDir = mkdtempSync(path.join(tmpdir(), 'greenroom-e2e-'));
    const [portal, gateway, bucket] = await Promise.all([
      freePort(),
      freePort(),
      freePort(),
    ]);
    const chosen = { portal, gateway, bucket, ...ports };
    if (!config) return new Portal(dataDir, chosen);
    const file = path.join(dataDir, 'app-config.e2e.yaml');
    writeFileSync(file, JSON.stringify(config(chosen)));
    return new Portal(dataDir, chosen, { GREENROOM_CONFIG: file });
  }

  constructor(dataDir, ports, env = {}) {
    this.dataDir = dataDir;
    this.ports = ports;
    this.url = `http://localhost:${ports.portal}`;
    this.gatewayUrl = `http://localhost:${ports.gateway}`;
    this.bucketUrl = `http://localhost:${ports.bucket}`;
    this.#env = {
      ...process.env,
      GREENROOM_DATA_DIR: dataDir,
      GREENROOM_PORT: String(ports.portal),
      GREENROOM_GATEWAY_PORT: String(ports.gateway),
      GREENROOM_S3_PORT: String(ports.bucket),
      ...env,
    };
  }

  /** Resolves when the script says that the portal is ready. */
  async start() {
    this.output = '';
    const child = spawn(process.execPath, ['scripts/start.mjs'], {
      cwd: root,
      env: this.#env,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    this.#child = child;
    await new Promise((resolve, reject) => {
      const read = chunk => {
        this.output += chunk;
        if (this.output.includes('Greenroom is ready')) setImmediate(resolve);
      };
      child.stdout.on('data', read);
      child.stderr.on('data', read);
      child.once('exit', code =>
        reject(
          new Error(
            `npm start ended with ${code}:\n${this.output}\n${this.log(
              'backend.log',
            ).slice(-3000)}`,
          ),
        ),
      );
    });
  }

  /** Ends it as Ctrl-C (SIGINT) or a service manager (SIGTERM) would. */
  async stop(signal = 'SIGINT') {
    if (
      !this.#child ||
      this.#child.exitCode !== null ||
      this.#child.signalCode !== null
    )
      return;
    const ended = once(this.#child, 'exit');
    this.#child.kill(signal);
    await ended;
  }

  /** Waits until the start script ended by itself. */
  async ended() {
    if (this.#child.exitCode === null && this.#child.signalCode === null)
      await once(this.#child, 'exit');
  }

  async destroy() {
    await this.stop('SIGINT');
    rmSync(this.dataDir, { recursive: true, force: true });
  }

  get secrets() {
    return JSON.parse(
      readFileSync(path.join(this.dataDir, 'secrets.json'), 'utf8'),
    );
  }

  log(name) {
    try {
      return readFileSync(path.join(this.dataDir, name), 'utf8');
    } catch {
      return '';
    }
  }

  /** A call of the plugin's API with the start script's token. */
  async api(method, apiPath, body, headers = {}) {
    const response = await fetch(`${this.url}/api/model-serving${apiPath}`, {
      method,
      headers: {
        authorization: `Bearer ${this.secrets.startToken}`,
        // One that was idle for seconds may be closed in the moment in which it is used again
        connection: 'close',
        ...(body !== undefined && { 'content-type': 'application/json' }),
        ...headers,
      },
      body: body === undefined ? undefined : JSON.stringify(body),
    });
    const text = await response.text();
    return {
      status: response.status,
      body:
        text.startsWith('{') || text.startsWith('[') ? JSON.parse(text) : text,
    };
  }

  /** Process of the backend itself, found by its data directory and port. */
  processes() {
    return processesWith(this.dataDir);
  }
}

/** Processes of this user whose command line or environment names a text: `{ pid, command }`. */
export function processesWith(text) {
  const found = [];
  for (const pid of readdirNumbers('/proc')) {
    try {
      const command = readFileSync(`/proc/${pid}/cmdline`, 'utf8')
        .replaceAll('\0', ' ')
        .trim();
      const environment = readFileSync(`/proc/${pid}/environ`, 'utf8');
      const state = readFileSync(`/proc/${pid}/stat`, 'utf8')
        .split(') ')
        .pop()[0];
      if (
        Number(pid) !== process.pid &&
        state !== 'Z' &&
        (command.includes(text) || environment.includes(text))
      )
        found.push({ pid: Number(pid), command });
    } catch {
      // it ended while we looked
    }
  }
  return found;
}

function readdirNumbers(dir) {
  return readdirSync(dir).filter(name => /^\d+$/.test(name));
}

export async function until(what, condition, limitMs = 120_000) {
  const deadline = Date.now() + limitMs;
  let last;
  for (;;) {
    try {
      const value = await condition();
      if (value) return value;
      last = value;
    } catch (error) {
      last = error;
    }
    if (Date.now() > deadline)
      throw new Error(
        `${what}: not within ${limitMs / 1000} s (last: ${
          last?.message ?? JSON.stringify(last)
        })`,
      );
    await new Promise(resolve => setTimeout(resolve, 50));
  }
}
