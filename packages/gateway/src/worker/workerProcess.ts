import { readFileSync } from 'node:fs';
import { Server, Socket } from 'node:net';
import { performance } from 'node:perf_hooks';
import { GatewaySnapshot } from '@greenroom/backstage-plugin-model-serving-common';
import { Outbox } from '../framing';
import {
  SnapshotJson,
  SupervisorMessage,
  UpstreamKind,
  WorkerMessage,
  WorkerStart,
} from '../ipc';
import { tickMs, TimerWheel } from '../timing';
import { namedKeys } from '../traffic';
import { Http2Upstream, NativeUpstream, UpstreamFactory } from '../upstream';
import { Gateway } from './gateway';
import { PublicServer } from './publicServer';

/** How long streams may go on after a drain began, in ms. */
const drainLimitMs = 30_000;

/** How long what is on its way to sinks, collectors and logs may still take at the end, in ms. */
const flushLimitMs = 2_000;

/** Four times as often as the supervisor passes it on, and as often as it does while replicas are asked for. */
const reportIntervalMs = 250;

/** How often workers tell each other what they let through of the limits of tokens, in ms. */
const spentIntervalMs = 100;

/** How often an orphan looks whether it has been succeeded, in ms. */
const successionIntervalMs = 250;

/** Size of the buffer that all sockets to replicas read into. */
const readBufferBytes = 64 * 1024;

/** One worker: the process around a {@link Gateway}, in the hands of its supervisor. */
export class WorkerProcess {
  readonly #start: WorkerStart;
  readonly #gateway: Gateway;
  readonly #server: PublicServer;
  #isLeaving = false;
  #isDraining = false;
  /** The live one. */
  #snapshot: GatewaySnapshot | undefined;

  private constructor(
    start: WorkerStart,
    wheel: TimerWheel,
    connect: UpstreamFactory,
  ) {
    this.#start = start;
    this.#gateway = Gateway.create({
      wheel,
      connect,
      connectGrpc: address => Http2Upstream.create(wheel, address),
      now: () => performance.now(),
      random: Math.random,
      wallClock: Date.now,
      splitOffset: start.index / start.workers,
      observers: observersOf(start),
      listener: {
        onActivate: (revision, waiting) =>
          this.#send({ type: 'activate', revision, waiting }),
        onReplicaDead: (revision, replica, reason) =>
          this.#send({ type: 'replica-dead', revision, replica, reason }),
      },
      lender: {
        want: (revision, count, out) =>
          this.#send({ type: 'slots-wanted', revision, count, out }),
        giveBack: (revision, slots) =>
          this.#send({ type: 'slots-given-back', revision, slots }),
      },
    });
    this.#server = PublicServer.create(this.#gateway, {
      framing: start.framing,
    });
  }

  /** Waits for the supervisor's orders; returns at once. */
  static run(): void {
    let worker: Promise<WorkerProcess> | undefined;
    const whenStarted = (act: (started: WorkerProcess) => void) => {
      // Through the promise, so that orders which come while the worker is being made keep their place.
      if (worker) void worker.then(act);
      else process.exit(0);
    };
    process.on('message', (message: SupervisorMessage, handle: unknown) => {
      if (message.type === 'start') {
        worker = WorkerProcess.#create(message);
        whenStarted(started => void started.#listen());
      } else {
        whenStarted(started => started.#obey(message, handle));
      }
    });
    process.on('disconnect', () => whenStarted(it => it.#orphaned()));
    process.on('SIGTERM', () => whenStarted(it => it.#leave()));
    // Ctrl-C reaches the whole group; the supervisor says what to do. An orphan has none.
    process.on('SIGINT', () => {
      if (!process.connected) whenStarted(it => void it.#drain());
    });
    const hello: WorkerMessage = { type: 'hello' };
    process.send?.(hello);
  }

  static async #create(start: WorkerStart): Promise<WorkerProcess> {
    const wheel = TimerWheel.create(performance.now());
    const connect = await upstreamFactory(start.upstream, wheel);
    return new WorkerProcess(start, wheel, connect);
  }

  async #listen(): Promise<void> {
    const { host, port, accept, snapshot } = this.#start;
    setInterval(() => this.#gateway.wheel.advance(performance.now()), tickMs);
    setInterval(() => this.#report(), reportIntervalMs);
    setInterval(() => {
      const spent = this.#gateway.takeSpent();
      if (spent) this.#send({ type: 'requests-spent', spent });
    }, spentIntervalMs);
    if (snapshot) this.#adopt(snapshot);
    if (accept !== 'reuse-port') {
      this.#send({ type: 'listening', port });
      return;
    }
    try {
      const actual = await this.#server.listen(host, port);
      this.#send({ type: 'listening', port: actual });
    } catch (error) {
      const { code = 'UNKNOWN', message } = error as NodeJS.ErrnoException;
      this.#send({ type: 'listen-failed', code, message });
    }
  }

  #obey(message: SupervisorMessage, handle: unknown): void {
    switch (message.type) {
      case 'snapshot':
        this.#adopt(message.snapshot);
        break;
      case 'connection':
        if (handle instanceof Socket) this.#server.accept(handle);
        break;
      case 'listener':
        if (!(handle instanceof Server)) break;
        if (this.#isLeaving) this.#handOver(handle);
        else this.#server.listenWith(handle);
        break;
      case 'slots-granted':
        this.#gateway.slotsGranted(message.revision, message.slots);
        break;
      case 'slots-recalled':
        this.#gateway.slotsRecalled(message.revision);
        break;
      case 'requests-spent':
        this.#gateway.spentElsewhere(message.spent);
        break;
      case 'drain':
        void this.#drain();
        break;
      default:
    }
  }

  #adopt(json: SnapshotJson): void {
    const snapshot: GatewaySnapshot = JSON.parse(
      Buffer.from(json.buffer, json.byteOffset, json.byteLength).toString(),
    );
    const before = this.#snapshot;
    this.#snapshot = snapshot;
    this.#gateway.adopt(snapshot);
    this.#send({
      type: 'live',
      version: snapshot.version,
      epoch: snapshot.epoch,
    });
    // To forget counters is not urgent.
    setImmediate(() => {
      if (this.#snapshot !== snapshot) return;
      this.#report();
      // What the snapshot before named may still have changed since; it is forgotten one snapshot later.
      this.#gateway.ledger.prune(namedKeys(snapshot, before));
    });
  }

  #report(): void {
    const report = this.#gateway.ledger.takeReport(this.#gateway.now());
    if (report) this.#send({ type: 'traffic', report });
  }

  /**
   * The supervisor is gone. Who waits for a replica is told so; else the worker serves on with its last snapshot until the state file names another instance,
   * or none: then somebody else has the port, or wants nobody to have it.
   */
  #orphaned(): void {
    if (this.#isDraining) return;
    this.#gateway.orphaned();
    if (this.#isLeaving || this.#start.accept === 'pass') {
      void this.#drain();
      return;
    }
    setInterval(() => {
      if (instanceIn(this.#start.stateFile) !== this.#start.instance)
        void this.#drain();
    }, successionIntervalMs);
  }

  /**
   * Ends alone: who connects meanwhile is the supervisor's, until a successor has the listener. The supervisor's order to
   * drain comes after all connections that it had passed on.
   */
  #leave(): void {
    if (this.#isLeaving) return;
    this.#isLeaving = true;
    const { server } = this.#server;
    if (process.connected)
      this.#handOver(server.listening ? server : undefined);
    else void this.#drain();
  }

  #handOver(listener?: Server): void {
    const message: WorkerMessage = { type: 'leaving' };
    process.send!(message, listener);
  }

  async #drain(): Promise<void> {
    if (this.#isDraining) return;
    this.#isDraining = true;
    this.#gateway.startDraining();
    await this.#server.drain(drainLimitMs);
    this.#gateway.close();
    await this.#gateway.observers.flush(flushLimitMs);
    const report = this.#gateway.ledger.takeReport(this.#gateway.now());
    if (!process.connected || !report) process.exit(0);
    const message: WorkerMessage = { type: 'traffic', report };
    process.send!(message, () => process.exit(0));
  }

  #send(message: WorkerMessage): void {
    if (process.connected) process.send!(message);
  }
}

/** Spans name the worker that made them. */
function observersOf({ instance, index, observers }: WorkerStart) {
  const { tracing } = observers;
  if (!tracing) return observers;
  const resource = {
    ...tracing.resource,
    'service.instance.id': `${instance}-${index}`,
  };
  return { ...observers, tracing: { ...tracing, resource } };
}

async function upstreamFactory(
  kind: UpstreamKind,
  wheel: TimerWheel,
): Promise<UpstreamFactory> {
  if (kind === 'undici') {
    // Only who asks for it pays for loading it.
    const { UndiciUpstream } = await import('../upstream/undiciUpstream');
    return address => UndiciUpstream.create(address);
  }
  const environment = {
    wheel,
    readBuffer: Buffer.allocUnsafeSlow(readBufferBytes),
    outbox: new Outbox(),
  };
  return address => NativeUpstream.create(environment, address);
}

/** The instance that a state file names, or undefined if there is no such file. */
function instanceIn(stateFile: string): string | undefined {
  try {
    return (JSON.parse(readFileSync(stateFile, 'utf8')) as GatewayOwner)
      .instance;
  } catch {
    return undefined;
  }
}

interface GatewayOwner {
  readonly instance: string;
}
