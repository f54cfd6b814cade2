import { mkdir, rm } from 'node:fs/promises';
import { LoggerService } from '@backstage/backend-plugin-api';
import { ServiceUnavailableError } from '@backstage/errors';
import { GatewayAddress } from '@greenroom/backstage-plugin-model-serving-node';
import {
  Clock,
  ProcessExit,
  ProcessHost,
  ProcessIdentity,
  readJsonFile,
  signalTree,
  writeJsonFile,
} from '../host';
import { Program } from '../launch';
import { ReplicaLog } from '../logs';
import { fencedHost, TermLostError } from '../term';
import { ControlPort } from './ControlPort';
import { digestOf, GatewayArguments, nothingObserved } from './observed';
import { controlToken } from './controlToken';
import { gatewayRestartDelay } from './gatewayRestartDelay';

/** Exit code by which the gateway says that its public port is taken. */
const PORT_TAKEN_EXIT = 98;

/** How the gateway is looked after, in ms. */
export interface GatewayTiming {
  /** Between two looks while it starts. */
  readonly startingEveryMs: number;
  /** Between two looks at one that answers. */
  readonly healthyEveryMs: number;
  /** Time for one answer. */
  readonly timeoutMs: number;
  /** How long callers wait for a gateway that is not there yet. */
  readonly waitMs: number;
  /** From SIGTERM to SIGKILL. */
  readonly stopGraceMs: number;
}

/** What the gateway needs. */
export interface GatewayOptions {
  readonly host: ProcessHost;
  readonly clock: Clock;
  readonly logger: LoggerService;
  readonly timing: GatewayTiming;
  readonly program: Program;
  /** Its data folder; ours to fill. */
  readonly folder: string;
  readonly port: number;
  /** What URLs name; `localhost` listens on the loopback interface only. */
  readonly publicHost: string;
  readonly workers: number;
  /** What it writes down of requests; one that runs with other settings is replaced. */
  readonly observed: GatewayArguments;
  readonly path: string;
}

/** Failed looks in a row after which a gateway counts as hung. */
const HUNG_AFTER = 5;
/** A look that ends so much after its time was up, in ms, was ours to be late: an answer may have been there all along. */
const LATE_MS = 500;

interface Running {
  readonly process: ProcessIdentity;
  readonly exited?: Promise<ProcessExit>;
}

/**
 * The gateway program of this machine: started apart from the backend, found again by the next one, started anew when it
 * ends. Of several backends one looks after it ({@link GatewayProcess.lead}); the others only know where it is.
 */
export class GatewayProcess {
  readonly #options: GatewayOptions;
  readonly #log: ReplicaLog;
  #token = '';
  #running?: Running;
  /** The one before, which has ended. */
  #last?: ProcessIdentity;
  #control?: ControlPort;
  #problem = 'it is starting';
  /** Looks in a row without an answer. */
  #silent = 0;
  /** Ends in a row without an answer in between. */
  #ends = 0;
  #isOver = false;
  /** Throws if another backend looks after the gateway; undefined: this one must not. */
  #demand?: () => void;
  #loop: Promise<void> = Promise.resolve();
  readonly #waiting: (() => void)[] = [];
  #wake?: () => void;

  constructor(options: GatewayOptions) {
    this.#options = options;
    this.#log = new ReplicaLog(options.folder);
  }

  /** Begins to look for a gateway that runs. */
  async start(): Promise<void> {
    const { folder } = this.#options;
    await mkdir(`${folder}/tmp`, { recursive: true, mode: 0o700 });
    this.#token = await controlToken(folder);
    this.#running = await this.#recorded();
    if (this.#running) await this.#look();
    this.#loop = this.#supervise();
  }

  /**
   * Takes over a running gateway, or begins to start one, and keeps one running.
   * @param demand - throws if that is another backend's now
   */
  lead(demand: () => void): void {
    this.#demand = demand;
    this.#wake?.();
  }

  /** Only knows from now on where the gateway is. */
  follow(): void {
    this.#demand = undefined;
  }

  /** Stops looking after the gateway, which goes on. */
  async abandon(): Promise<void> {
    this.#isOver = true;
    this.#wake?.();
    await this.#loop;
  }

  /**
   * Ends the gateway: it finishes the requests it has, within its grace.
   * @param demand - throws if that is another backend's now
   */
  async stop(demand: () => void = () => {}): Promise<void> {
    await this.abandon();
    this.#demand = demand;
    await this.#end();
    await rm(this.#recordFile, { force: true });
  }

  /**
   * The gateway, once it answers.
   * @throws ServiceUnavailableError with the reason, after some seconds without
   */
  async address(): Promise<GatewayAddress> {
    if (!this.#control) await this.#waitForConnection();
    const control = this.#control;
    if (!control) {
      throw new ServiceUnavailableError(
        `the gateway of this machine does not answer: ${this.#problem}`,
      );
    }
    const { publicHost, port } = this.#options;
    return {
      id: control.instance,
      publicUrl: `http://${publicHost}:${port}`,
      request: (path, init) => control.request(path, init),
    };
  }

  async #supervise(): Promise<void> {
    const { timing, logger } = this.#options;
    while (!this.#isOver) {
      try {
        if (!this.#running) this.#running = await this.#recorded();
        if (!this.#running && this.#demand) await this.#launch(this.#demand);
        await this.#look();
      } catch (error) {
        if (error instanceof TermLostError) this.follow();
        this.#problem = error instanceof Error ? error.message : String(error);
        logger.error(`gateway: ${this.#problem}`);
      }
      await this.#log.rotate().catch(() => undefined);
      await this.#sleep(this.#pauseMs(timing));
    }
  }

  #pauseMs(timing: GatewayTiming): number {
    if (!this.#running) {
      return this.#demand
        ? gatewayRestartDelay(this.#ends)
        : timing.healthyEveryMs;
    }
    return this.#control ? timing.healthyEveryMs : timing.startingEveryMs;
  }

  async #launch(demand: () => void): Promise<void> {
    const { host, folder, port, publicHost, workers, program, path, observed } =
      this.#options;
    // Workers of the one before may go on without it: the new gateway finds them by their state file and takes over.
    await this.#log.nextInstance();
    const bind = publicHost === 'localhost' ? '127.0.0.1' : publicHost;
    demand();
    const { exited, ...process } = await host.spawn({
      file: program.command,
      args: [
        ...program.args,
        ...['--data_dir', folder],
        ...['--host', bind],
        ...['--port', String(port)],
        ...['--workers', String(workers)],
        ...['--control_port', '0'],
        ...['--metrics_port', '0'],
        ...observed.args,
      ],
      env: {
        PATH: path,
        LANG: 'C.UTF-8',
        HOME: folder,
        TMPDIR: `${folder}/tmp`,
        ...observed.env,
        ...program.env,
      },
      cwd: folder,
      logFile: this.#log.file,
    });
    const running = { process, exited };
    this.#running = running;
    void exited.then(exit => this.#exited(running, exit));
    await writeJsonFile(this.#recordFile, {
      process,
      port,
      observed: digestOf(observed),
    });
  }

  /** Whether the gateway answers, and what follows if it does not. */
  async #look(): Promise<void> {
    const running = this.#running;
    if (!running) return;
    const holder = await this.#options.host.identify(running.process.pid);
    if (holder?.startTime !== running.process.startTime) {
      if (!running.exited) this.#exited(running, {});
      return;
    }
    const { clock, folder, timing } = this.#options;
    const begun = clock.now();
    const control = await ControlPort.find(
      folder,
      this.#token,
      timing.timeoutMs,
    );
    const isLate = clock.now() - begun > timing.timeoutMs + LATE_MS;
    if (running !== this.#running) return;
    if (control) {
      this.#control = control;
      this.#silent = 0;
      this.#ends = 0;
      for (const resolve of this.#waiting.splice(0)) resolve();
      return;
    }
    if (!this.#control || isLate) return;
    this.#silent++;
    if (this.#silent < HUNG_AFTER || !this.#demand) return;
    this.#demand();
    this.#problem = 'it stopped answering on its control port';
    this.#options.logger.warn(`gateway: ${this.#problem}; starting it anew`);
    // Not its workers: they serve until the next gateway takes over.
    this.#options.host.signal(running.process.pid, 'SIGKILL');
  }

  #exited(running: Running, { code, signal }: ProcessExit): void {
    if (running !== this.#running) return;
    this.#last = running.process;
    this.#running = undefined;
    this.#control = undefined;
    if (this.#isOver) return;
    this.#silent = 0;
    this.#ends++;
    this.#problem =
      code === PORT_TAKEN_EXIT
        ? `PortTaken: port ${
            this.#options.port
          } is in use by another process; end that or choose another port in modelServing.local.gateway.port`
        : `it ended with ${signal ?? `code ${code ?? 'unknown'}`}; see ${
            this.#log.file
          }`;
    this.#options.logger.warn(`gateway: ${this.#problem}`);
    this.#wake?.();
  }

  async #end(): Promise<void> {
    if (this.#last) await this.#killTree(this.#last);
    const { host, clock, timing } = this.#options;
    const process = this.#running?.process;
    if (!process) return;
    const holder = await host.identify(process.pid);
    if (holder?.startTime === process.startTime) {
      this.#demand?.();
      host.signal(process.pid, 'SIGTERM');
    }
    const limit = clock.now() + timing.stopGraceMs;
    while (
      clock.now() < limit &&
      (await host.identify(process.pid))?.startTime === process.startTime
    ) {
      await this.#pause(timing.startingEveryMs);
    }
    await this.#killTree(process);
  }

  async #killTree(process: ProcessIdentity): Promise<void> {
    const { host, timing } = this.#options;
    const guarded = this.#demand
      ? fencedHost(host, { demand: this.#demand })
      : host;
    while ((await signalTree(guarded, process, 'SIGKILL')) > 0) {
      await this.#pause(timing.startingEveryMs);
    }
  }

  /** A gateway of an earlier backend, if it is alive and listens where it should. */
  async #recorded(): Promise<Running | undefined> {
    const { host, port, observed } = this.#options;
    const record = await readJsonFile(this.#recordFile);
    const { pid, startTime } = Object(record?.process) as {
      pid?: unknown;
      startTime?: unknown;
    };
    if (typeof pid !== 'number' || typeof startTime !== 'string') {
      return undefined;
    }
    const holder = await host.identify(pid);
    if (holder?.startTime !== startTime) return undefined;
    const running = { process: { pid, startTime } };
    const isAsked =
      record?.port === port &&
      // One of an earlier version says nothing of it and wrote nothing down.
      (record.observed ?? digestOf(nothingObserved)) === digestOf(observed);
    if (isAsked) return running;
    if (!this.#demand) return undefined;
    this.#demand();
    this.#running = running;
    await this.#end();
    this.#running = undefined;
    return undefined;
  }

  get #recordFile(): string {
    return `${this.#options.folder}/process.json`;
  }

  #waitForConnection(): Promise<void> {
    return new Promise(resolve => {
      const cancel = this.#options.clock.after(
        this.#options.timing.waitMs,
        resolve,
      );
      this.#waiting.push(() => {
        cancel();
        resolve();
      });
    });
  }

  #sleep(delayMs: number): Promise<void> {
    return new Promise(resolve => {
      const cancel = this.#options.clock.after(delayMs, resolve);
      this.#wake = () => {
        cancel();
        resolve();
      };
    });
  }

  #pause(delayMs: number): Promise<void> {
    return new Promise(resolve => {
      this.#options.clock.after(delayMs, resolve);
    });
  }
}
