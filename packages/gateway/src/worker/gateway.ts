import { randomUUID } from 'node:crypto';
import { GatewaySnapshot } from '@greenroom/backstage-plugin-model-serving-common';
import { Gate, SpentRequests } from '../authorize';
import {
  defaultLimits,
  Exchange,
  ExchangeContext,
  ExchangeLimits,
  isForsaken,
  LiveReplica,
  LiveRevision,
  LiveSnapshot,
  RevisionBatcher,
  Shadows,
} from '../exchange';
import { UrlCaller } from '../graph';
import { InboundRequest, OutboundAnswer } from '../inbound';
import { WaitingRoom } from '../queue';
import { ObserverOptions, Observers } from '../observers';
import { SlotCounts, SlotLender } from '../slots';
import { TimerWheel } from '../timing';
import { RandomHex } from '../trace';
import { Ledger } from '../traffic';
import { UpstreamFactory, UpstreamFailure } from '../upstream';
import { Fleet, lineOf } from './fleet';
import { Replica } from './replica';

/** One revision asks for activation at most this often, in ms. */
const activationIntervalMs = 1_000;

/** What a gateway tells the outside. */
export interface GatewayListener {
  onActivate(revision: string, waiting: number): void;
  onReplicaDead(revision: string, replica: string, reason: string): void;
}

/** What a gateway is made of. */
export interface GatewayOptions {
  readonly wheel: TimerWheel;
  readonly connect: UpstreamFactory;
  /** As `connect`, to a port for gRPC. */
  readonly connectGrpc: UpstreamFactory;
  readonly listener: GatewayListener;
  /** Who lends slots of replicas with a limit. */
  readonly lender: SlotLender;
  /** Monotonic ms. */
  readonly now: () => number;
  /** [0, 1) */
  readonly random: () => number;
  /** ms since epoch: when tokens expire. */
  readonly wallClock: () => number;
  /** Part of a split's cycle at which this worker starts, [0, 1). */
  readonly splitOffset: number;
  readonly limits?: ExchangeLimits;
  /** Bytes of requests that wait. Default 64 MiB. */
  readonly maxHeldBytes?: number;
  /** What is written down of requests. */
  readonly observers?: ObserverOptions;
}

/** The data plane of one worker, without its listener: the live snapshot and what exchanges share. */
export class Gateway implements ExchangeContext {
  readonly wheel: TimerWheel;
  readonly ledger = Ledger.create();
  readonly limits: ExchangeLimits;
  readonly now: () => number;
  readonly random: () => number;
  readonly newRequestId = randomUUID;
  readonly urlCaller = new UrlCaller();
  readonly newTraceparent: () => string;
  readonly room: WaitingRoom;
  readonly gate: Gate;
  readonly observers: Observers;
  readonly shadows: Shadows = new Shadows(this);
  readonly #fleet: Fleet;
  readonly #listener: GatewayListener;
  readonly #lender: SlotLender;
  readonly #activations = new Map<string, Activation>();
  #snapshot: LiveSnapshot | undefined;
  #isDraining = false;
  #isOrphan = false;

  private constructor(options: GatewayOptions) {
    this.wheel = options.wheel;
    this.limits = options.limits ?? defaultLimits;
    this.now = options.now;
    this.random = options.random;
    this.#listener = options.listener;
    this.#lender = options.lender;
    this.room = new WaitingRoom({
      now: options.now,
      defer: setImmediate,
      ...(options.maxHeldBytes ? { maxHeldBytes: options.maxHeldBytes } : {}),
    });
    this.gate = new Gate(options);
    const ids = new RandomHex();
    this.newTraceparent = () => `00-${ids.take(32)}-${ids.take(16)}-00`;
    this.observers = Observers.create(
      this.ledger.tallies,
      options.now,
      options.observers ?? {},
    );
    this.#fleet = Fleet.create({
      wheel: options.wheel,
      ledger: this.ledger,
      lender: options.lender,
      connect: options.connect,
      connectGrpc: options.connectGrpc,
      splitOffset: options.splitOffset,
      createBatcher: (revision, batching) =>
        new RevisionBatcher(this, revision, batching),
      onDead: (revision, replica, reason) =>
        this.#listener.onReplicaDead(revision, replica, reason),
      onBack: key => {
        const revision = this.#snapshot?.revisions.get(key);
        if (revision) this.#serveWaiting(revision);
      },
    });
  }

  static create(options: GatewayOptions): Gateway {
    return new Gateway(options);
  }

  get snapshot(): LiveSnapshot | undefined {
    return this.#snapshot;
  }

  get isDraining(): boolean {
    return this.#isDraining;
  }

  get isOrphan(): boolean {
    return this.#isOrphan;
  }

  /** Every request from now on sees this snapshot. */
  adopt(snapshot: GatewaySnapshot): void {
    const live = this.#fleet.adopt(snapshot);
    this.urlCaller.adopt(snapshot.addressRules);
    this.gate.adopt(snapshot.tokens, id => this.ledger.token(id));
    this.#snapshot = live;
    this.observers.adopt(snapshot);
    this.room.look(key => lineOf(live, key));
    // Replicas that were out of rotation are back: slots of them may be here.
    for (const revision of live.revisions.values())
      this.#serveWaiting(revision);
    for (const key of this.#activations.keys())
      if (!(key in snapshot.revisions)) this.#activations.delete(key);
  }

  /**
   * The supervisor is gone, which alone tells of new replicas and lends slots: who waits for the first one, or for a slot where this
   * worker has none, is refused, so that it asks again at a worker of the next supervisor. All others go on.
   */
  orphaned(): void {
    this.#isOrphan = true;
    for (const { slots } of this.#snapshot?.revisions.values() ?? [])
      slots?.orphaned();
    this.room.look(key => {
      const line = this.#snapshot && lineOf(this.#snapshot, key);
      return line && isForsaken(line)
        ? { ...line, hold: undefined, replicas: [] }
        : line;
    });
  }

  /** Answers close their connections from now on. */
  startDraining(): void {
    this.#isDraining = true;
    this.#fleet.flushBatches();
  }

  /** Closes connections to replicas. */
  close(): void {
    this.shadows.close();
    this.#fleet.close();
    this.urlCaller.close();
  }

  /** Slots of a revision's replicas were lent to this worker. */
  slotsGranted(key: string, slots: SlotCounts): void {
    const revision = this.#snapshot?.revisions.get(key);
    if (revision?.slots) {
      revision.slots.granted(slots, revision.replicas);
      this.#serveWaiting(revision);
    } else {
      this.#lender.giveBack(key, slots);
    }
  }

  /** Other workers wait for slots of the revision. */
  slotsRecalled(key: string): void {
    this.#snapshot?.revisions.get(key)?.slots?.recalled();
  }

  /** Requests that this worker let through since the last call, by limit of the token. */
  takeSpent(): SpentRequests | undefined {
    return this.gate.takeSpent();
  }

  /** Other workers let these through. */
  spentElsewhere(spent: SpentRequests): void {
    this.gate.spentElsewhere(spent);
  }

  begin(request: InboundRequest, answer: OutboundAnswer): void {
    Exchange.begin(this, request, answer);
  }

  slotFreed(key: string): void {
    const revision = this.#snapshot?.revisions.get(key);
    if (!revision?.slots) return;
    while (revision.slots.hasFree(revision.replicas) && this.room.next(key));
  }

  /** Slots or replicas came: whoever can go on does, and for the rest slots are asked for. */
  #serveWaiting({ key, slots, replicas }: LiveRevision): void {
    if (!slots) return;
    this.slotFreed(key);
    slots.ask(this.room.waiting(key), replicas);
  }

  wantActivation(revision: LiveRevision): void {
    const now = this.now();
    const last = this.#activations.get(revision.key);
    const waiting = (last?.waiting ?? 0) + 1;
    if (last && now - last.reportedAt < activationIntervalMs) {
      last.waiting = waiting;
      return;
    }
    this.#activations.set(revision.key, { reportedAt: now, waiting: 0 });
    this.#listener.onActivate(revision.key, waiting);
  }

  replicaFailed(
    _revision: LiveRevision,
    replica: LiveReplica,
    failure: UpstreamFailure,
  ): void {
    if (!(replica instanceof Replica)) return;
    if (failure.kind === 'unreachable') replica.markDead(failure.message);
    else if (failure.kind === 'reset' && !failure.wasStale)
      replica.suspect(failure.message);
  }
}

interface Activation {
  readonly reportedAt: number;
  /** Requests since then. */
  waiting: number;
}
