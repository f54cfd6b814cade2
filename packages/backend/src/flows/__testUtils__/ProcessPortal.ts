import { execFileSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { BackendProcess } from './BackendProcess';
import { freePort } from './freePort';
import type { Person } from './people';
import { ensurePrograms, type AllowedPrograms } from './programs';
import { SampleBucket } from './SampleBucket';
import type { Answer } from './TestPortal';

/** One process of this machine. */
interface Running {
  readonly pid: number;
  readonly parent: number;
  readonly args: string;
}

/**
 * Control plane and local cluster, the control plane in a process of its own: it can be killed, and what it started serves
 * on. A folder and a SQLite database outlive it.
 */
export class ProcessPortal {
  readonly bucket: SampleBucket;
  readonly gatewayUrl: string;
  readonly cluster = 'local';
  readonly namespace = 'demo';
  readonly #folder: string;
  readonly #config: object;
  #backend: BackendProcess;

  private constructor(options: {
    readonly folder: string;
    readonly bucket: SampleBucket;
    readonly gatewayUrl: string;
    readonly config: object;
    readonly backend: BackendProcess;
  }) {
    this.bucket = options.bucket;
    this.gatewayUrl = options.gatewayUrl;
    this.#folder = options.folder;
    this.#config = options.config;
    this.#backend = options.backend;
  }

  /** One that has started. */
  static async create(options: {
    readonly programs: AllowedPrograms;
    readonly runtimes: readonly object[];
    /** `modelServing.autoscaler` */
    readonly autoscaler?: object;
    /** Of the gateway. */
    readonly workers: number;
  }): Promise<ProcessPortal> {
    ensurePrograms();
    const { programs, runtimes, autoscaler = {}, workers } = options;
    const folder = await mkdtemp(join(tmpdir(), 'portal-'));
    const bucket = await SampleBucket.create(folder);
    const port = await freePort();
    const config = {
      backend: {
        baseUrl: 'http://localhost',
        database: {
          client: 'better-sqlite3',
          connection: { directory: join(folder, 'db') },
        },
      },
      modelServing: {
        namespaces: ['demo'],
        onShutdown: 'keep',
        clusters: [{ name: 'local', driver: 'local' }],
        autoscaler,
        secretKeys: [{ id: 'test', key: randomBytes(32).toString('base64') }],
        addresses: { allowHosts: ['127.0.0.1'] },
        local: {
          dataDir: join(folder, 'local'),
          gateway: { port, workers },
          programs,
          runtimes,
        },
      },
    };
    return new ProcessPortal({
      folder,
      bucket,
      gatewayUrl: `http://localhost:${port}`,
      config,
      backend: await BackendProcess.start(config),
    });
  }

  /** Calls a plugin: `call('alice', 'POST', 'model-serving/deployments', body)`. */
  call(
    as: Person,
    method: string,
    path: string,
    body?: unknown,
    headers?: Record<string, string>,
  ): Promise<Answer> {
    return this.#backend.request({ as, method, path, body, headers });
  }

  /** The control plane is there no more, without a word. */
  kill(): Promise<void> {
    return this.#backend.kill();
  }

  /** The next one, once it acts. */
  async start(): Promise<void> {
    this.#backend = await BackendProcess.start(this.#config);
    await this.#backend.says(/Acting as control plane/, 180_000);
  }

  /** Processes of the gateway that answer requests: children of its supervisor. */
  gatewayWorkers(): readonly number[] {
    const all = running();
    const supervisors = all
      .filter(({ args }) => this.#isOurs(args) && args.includes('gateway'))
      .map(({ pid }) => pid);
    return all
      .filter(({ parent }) => supervisors.includes(parent))
      .map(({ pid }) => pid);
  }

  /** How many workers of the gateway take connections, as it tells Prometheus. */
  async servingWorkers(): Promise<number> {
    const state = await readFile(
      join(this.#folder, 'local/gateway/state.json'),
      'utf8',
    );
    const { metricsPort } = JSON.parse(state);
    const answer = await fetch(`http://127.0.0.1:${metricsPort}/metrics`);
    const [, workers] =
      /^greenroom_gateway_workers (\d+)$/m.exec(await answer.text()) ?? [];
    return Number(workers);
  }

  /** Ends everything. */
  async close(): Promise<void> {
    await this.kill();
    const workers = this.gatewayWorkers();
    const ours = running().filter(({ args }) => this.#isOurs(args));
    for (const pid of [...ours.map(it => it.pid), ...workers]) {
      try {
        process.kill(pid, 'SIGKILL');
      } catch {
        // It has just ended by itself
      }
    }
    await this.bucket.close();
    await rm(this.#folder, { recursive: true, force: true });
  }

  /** Whether it was started for this cluster: the control plane is told of its folder, too. */
  #isOurs(args: string): boolean {
    return (
      args.includes(join(this.#folder, 'local')) && !args.includes('runBackend')
    );
  }
}

function running(): readonly Running[] {
  return execFileSync('ps', ['-eo', 'pid=,ppid=,args='], { encoding: 'utf8' })
    .split('\n')
    .flatMap(line => {
      const match = /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(line);
      return match
        ? [
            {
              pid: Number(match[1]),
              parent: Number(match[2]),
              args: match[3],
            },
          ]
        : [];
    });
}
