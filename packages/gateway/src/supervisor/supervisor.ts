import { randomUUID } from 'node:crypto';
import { mkdir } from 'node:fs/promises';
import http, { ServerResponse } from 'node:http';
import net from 'node:net';
import path from 'node:path';
import {
  GatewayEvent,
  GatewaySnapshot,
  SnapshotAnswer,
} from '@greenroom/backstage-plugin-model-serving-common';
import { WorkerMessage } from '../ipc';
import { ProgramOptions } from '../options';
import { SlotBroker } from '../slots';
import { gatewayFiles } from '../state';
import { namedKeys } from '../traffic';
import { Activations } from './activations';
import { ControlTarget, createControlServer } from './controlServer';
import { ControlToken } from './controlToken';
import { EventHub } from './eventHub';
import { createPassingListener } from './keptListeners';
import { createMetricsServer, MetricsSource } from './metricsServer';
import { prometheusText } from './prometheusText';
import { Pulse } from './pulse';
import { claimPort, PortTakenError } from './publicPort';
import { isNewer, SnapshotStore } from './snapshotStore';
import { WrittenSnapshot } from './writtenSnapshot';
import { StateFile } from './stateFile';
import { TrafficTotals, TrafficView } from './trafficTotals';
import { WorkerProgram } from './workerHandle';
import { WorkerPool } from './workerPool';

/** Workers cut their streams after 30 s; one that has not ended by then is killed. */
const drainLimitMs = 35_000;

/** The main process of a gateway: workers, control port, metrics port, files. It carries no traffic itself. */
export class Supervisor implements ControlTarget, MetricsSource {
  /** Resolves when the gateway has drained. */
  readonly ended: Promise<void>;
  readonly #resolveEnded: () => void;
  readonly #options: ProgramOptions;
  readonly #instance = randomUUID();
  readonly #startedAt = new Date();
  readonly #events = new EventHub();
  readonly #totals = new TrafficTotals();
  readonly #activations = new Activations(Date.now);
  readonly #pulse = new Pulse(performance.now());
  readonly #slots = new SlotBroker({
    grant: (worker, revision, slots) =>
      this.#pool?.order(worker, { type: 'slots-granted', revision, slots }),
    recall: (worker, revision) =>
      this.#pool?.order(worker, { type: 'slots-recalled', revision }),
  });
  readonly #store: SnapshotStore;
  readonly #state: StateFile;
  readonly #servers: net.Server[] = [];
  #pool: WorkerPool | undefined;
  #written: WrittenSnapshot | undefined;
  /** Snapshots are taken one after the other, the first one when there are workers to tell of it. */
  #accepting: Promise<unknown>;
  #workersStarted: () => void = () => {};
  /** All workers know routes. */
  #hasRoutes = false;
  #ports = { port: 0, controlPort: 0, metricsPort: 0 };
  #isDraining = false;

  private constructor(options: ProgramOptions) {
    this.#options = options;
    const file = (name: string) => path.resolve(options.dataDir, name);
    this.#store = new SnapshotStore(file(gatewayFiles.snapshot));
    this.#state = new StateFile(file(gatewayFiles.state));
    this.#accepting = new Promise<void>(resolve => {
      this.#workersStarted = resolve;
    });
    let resolveEnded = () => {};
    this.ended = new Promise(resolve => {
      resolveEnded = resolve;
    });
    this.#resolveEnded = resolveEnded;
  }

  /**
   * Starts a gateway; resolves when it serves.
   *
   * @throws PortTakenError if somebody else has one of the ports.
   */
  static async start(
    options: ProgramOptions,
    program: WorkerProgram,
  ): Promise<Supervisor> {
    const supervisor = new Supervisor(options);
    await supervisor.#start(program);
    return supervisor;
  }

  get #snapshot(): GatewaySnapshot | undefined {
    return this.#written?.snapshot;
  }

  get unreadiness(): string | undefined {
    if (this.#isDraining) return 'shutting down';
    // Who spreads requests over gateways must not choose one that knows no route yet.
    return this.#hasRoutes ? undefined : 'no snapshot yet';
  }

  accept(written: WrittenSnapshot): Promise<SnapshotAnswer> {
    const answer = this.#accepting.then(() => this.#accept(written));
    this.#accepting = answer.catch(() => {});
    return answer;
  }

  subscribe(response: ServerResponse): void {
    this.#events.subscribe(response, [
      {
        type: 'hello',
        instance: this.#instance,
        startedAt: this.#startedAt.toISOString(),
        version: this.#snapshot?.version ?? 0,
        epoch: this.#snapshot?.epoch ?? '',
        port: this.#ports.port,
        metricsPort: this.#ports.metricsPort,
      },
      this.#counters(this.#totals.all()),
    ]);
  }

  startDraining(): void {
    void this.drain();
  }

  health(): unknown {
    return {
      instance: this.#instance,
      version: this.#snapshot?.version ?? 0,
      epoch: this.#snapshot?.epoch ?? '',
      workers: this.#pool?.serving ?? 0,
    };
  }

  metrics(): string {
    return prometheusText({
      traffic: this.#totals.all(),
      unrouted: this.#totals.unrouted,
      tallies: this.#totals.tallies,
      workers: this.#pool?.serving ?? 0,
      workerRestarts: this.#pool?.restarts ?? 0,
      snapshotVersion: this.#snapshot?.version ?? 0,
    });
  }

  /** Finishes what is in flight and ends; resolves with {@link Supervisor.ended}. */
  async drain(): Promise<void> {
    if (this.#isDraining) return;
    this.#isDraining = true;
    for (const server of this.#servers)
      if (!(server instanceof http.Server)) server.close();
    await this.#pool?.drain(drainLimitMs);
    this.#publishCounters();
    this.#events.publish({ type: 'drained' });
    await this.#events.close();
    await this.#state.remove(this.#instance);
    this.#resolveEnded();
  }

  async #start(program: WorkerProgram): Promise<void> {
    const { dataDir, host, controlHost, controlPort, metricsPort, accept } =
      this.#options;
    await mkdir(dataDir, { recursive: true, mode: 0o700 });
    const token = this.#options.controlTokenFile
      ? await ControlToken.read(this.#options.controlTokenFile)
      : await ControlToken.obtain(
          path.join(dataDir, gatewayFiles.controlToken),
        );
    this.#written = await this.#load();
    if (this.#snapshot) this.#slots.adopt(this.#snapshot);
    const control = createControlServer(token, this);
    // The event stream stays open for as long as its reader wants.
    control.requestTimeout = 0;
    this.#ports.port =
      accept === 'pass'
        ? await this.#listen(
            createPassingListener(socket => {
              if (this.#pool) this.#pool.pass(socket);
              else socket.destroy();
            }),
            host,
            this.#options.port,
          )
        : await claimPort(host, this.#options.port, await this.#state.read());
    this.#ports.controlPort = await this.#listen(
      control,
      controlHost,
      controlPort,
    );
    this.#ports.metricsPort = await this.#listen(
      createMetricsServer(this),
      controlHost,
      metricsPort,
    );
    this.#pool = await this.#startWorkers(program);
    this.#workersStarted();
    if (this.#written)
      this.accept(this.#written).catch((error: Error) => log(error.message));
    await this.#state.write({
      instance: this.#instance,
      pid: process.pid,
      ...this.#ports,
    });
    setInterval(() => {
      if (this.#pulse.isDue(performance.now())) this.#publishCounters();
    }, Pulse.everyMs);
  }

  async #startWorkers(program: WorkerProgram): Promise<WorkerPool> {
    const { host, workers, accept, upstream, framing, observers } =
      this.#options;
    try {
      return await WorkerPool.start({
        program,
        workers,
        instance: this.#instance,
        stateFile: this.#state.path,
        host,
        port: this.#ports.port,
        accept,
        upstream,
        framing,
        observers,
        written: this.#written,
        onMessage: (worker, message) => this.#hear(worker, message),
        onGone: worker => {
          this.#totals.workerGone(worker);
          this.#slots.workerGone(worker);
        },
        log,
        now: Date.now,
      });
    } catch (error) {
      throw listenError(error as Error, host, this.#ports.port);
    }
  }

  /** A stored snapshot that cannot be used must not keep the gateway from starting: the control plane sends a new one. */
  async #load(): Promise<WrittenSnapshot | undefined> {
    try {
      return await this.#store.load();
    } catch (error) {
      log(`the stored snapshot is not used: ${(error as Error).message}`);
      return undefined;
    }
  }

  async #listen(
    server: net.Server,
    host: string,
    port: number,
  ): Promise<number> {
    this.#servers.push(server);
    await new Promise<void>((resolve, reject) => {
      server.once('error', error => reject(listenError(error, host, port)));
      server.listen({ host, port }, resolve);
    });
    return (server.address() as net.AddressInfo).port;
  }

  async #accept(written: WrittenSnapshot): Promise<SnapshotAnswer> {
    const { snapshot } = written;
    const accepted = isNewer(snapshot, this.#snapshot);
    if (accepted) {
      const before = this.#snapshot;
      this.#written = written;
      this.#slots.adopt(snapshot);
      // Workers read it while it is stored.
      await Promise.all([this.#pool?.distribute(written), this.#save(written)]);
      const named = namedKeys(snapshot, before);
      this.#totals.prune(named);
      this.#activations.prune(named.revisions);
      this.#events.publish({
        type: 'live',
        version: snapshot.version,
        epoch: snapshot.epoch,
      });
    } else {
      await this.#pool?.confirm();
    }
    this.#hasRoutes = true;
    const live = this.#snapshot ?? snapshot;
    return { version: live.version, epoch: live.epoch, accepted };
  }

  /** A full disk must not stop a change of routes; it is said, and the next snapshot tries again. */
  async #save(written: WrittenSnapshot): Promise<void> {
    try {
      await this.#store.save(written);
    } catch (error) {
      log(
        `version ${written.snapshot.version} is live but could not be stored: ${
          (error as Error).message
        }`,
      );
    }
  }

  #hear(worker: number, message: WorkerMessage): void {
    switch (message.type) {
      case 'traffic':
        this.#totals.add(worker, message.report);
        break;
      case 'activate': {
        const { revision } = message;
        const waiting = this.#activations.report(revision, message.waiting);
        if (waiting === undefined) break;
        this.#events.publish({ type: 'activate', revision, waiting });
        this.#pulse.quicken(performance.now());
        break;
      }
      case 'slots-wanted':
        this.#slots.want(worker, message.revision, message.count, message.out);
        break;
      case 'slots-given-back':
        this.#slots.giveBack(worker, message.revision, message.slots);
        break;
      case 'requests-spent':
        this.#pool?.orderOthers(worker, message);
        break;
      case 'replica-dead':
        this.#events.publish(message);
        break;
      default:
    }
  }

  #publishCounters(): void {
    this.#events.publish(this.#counters(this.#totals.takeChanged()));
  }

  #counters(traffic: TrafficView): GatewayEvent {
    return { type: 'counters', at: new Date().toISOString(), ...traffic };
  }
}

function listenError(error: Error, host: string, port: number): Error {
  return (error as NodeJS.ErrnoException).code === 'EADDRINUSE'
    ? new PortTakenError(host, port)
    : error;
}

function log(line: string): void {
  process.stderr.write(`greenroom-gateway: ${line}\n`);
}
