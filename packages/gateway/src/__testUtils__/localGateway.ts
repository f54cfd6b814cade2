import {
  GatewayRoute,
  GatewaySnapshot,
} from '@greenroom/backstage-plugin-model-serving-common';
import { defaultLimits, ExchangeLimits } from '../exchange';
import { defaultFrontLimits, FrontLimits } from '../inbound';
import { FramingKind } from '../ipc';
import { ObserverOptions } from '../observers';
import { SlotBroker } from '../slots';
import { Outbox } from '../framing';
import { TimerWheel } from '../timing';
import { TrafficReport } from '../traffic';
import { Http2Upstream, NativeUpstream } from '../upstream';
import { Gateway } from '../worker/gateway';
import { PublicServer } from '../worker/publicServer';

/** What holds for one holds for both. */
export const framings: readonly FramingKind[] = ['native', 'node'];

/** A whole data plane in this process, on real sockets, with a clock in the test's hands. */
export interface LocalGateway {
  readonly port: number;
  readonly gateway: Gateway;
  readonly server: PublicServer;
  /** What it told the control plane, as `activate <revision> <waiting>` or `dead <revision> <replica>`. */
  readonly events: readonly string[];
  /** Gives it a snapshot, as the supervisor would. */
  adopt(snapshot: GatewaySnapshot): void;
  /** Lets time pass for all timers. */
  advance(ms: number): void;
  /** What was counted since the last call. */
  report(): TrafficReport | undefined;
  stop(): Promise<void>;
}

/** Starts a gateway on a free port of loopback. */
export async function startLocalGateway(
  options: {
    readonly snapshot?: GatewaySnapshot;
    readonly limits?: Partial<ExchangeLimits>;
    readonly serverLimits?: Partial<FrontLimits>;
    readonly framing?: FramingKind;
    readonly random?: () => number;
    readonly observers?: ObserverOptions;
    readonly maxHeldBytes?: number;
    /** Another worker has all slots, and keeps them. */
    readonly isSlotless?: boolean;
  } = {},
): Promise<LocalGateway> {
  let now = 0;
  const events: string[] = [];
  const wheel = TimerWheel.create(now);
  const readBuffer = Buffer.alloc(64 * 1024);
  const outbox = new Outbox();
  const worker: { gateway?: Gateway } = {};
  // The supervisor of this one worker
  const broker = new SlotBroker({
    grant: (_worker, revision, slots) =>
      worker.gateway?.slotsGranted(revision, slots),
    recall: (_worker, revision) => worker.gateway?.slotsRecalled(revision),
  });
  const gateway = Gateway.create({
    wheel,
    connect: address =>
      NativeUpstream.create({ wheel, readBuffer, outbox }, address),
    connectGrpc: address => Http2Upstream.create(wheel, address),
    now: () => now,
    random: options.random ?? Math.random,
    wallClock: () => now,
    splitOffset: 0,
    observers: options.observers,
    limits: { ...defaultLimits, ...options.limits },
    maxHeldBytes: options.maxHeldBytes,
    listener: {
      onActivate: (revision, waiting) =>
        events.push(`activate ${revision} ${waiting}`),
      onReplicaDead: (revision, replica) =>
        events.push(`dead ${revision} ${replica}`),
    },
    lender: {
      want: (revision, count, out) => {
        if (!options.isSlotless) broker.want(0, revision, count, out);
      },
      giveBack: (revision, slots) => broker.giveBack(0, revision, slots),
    },
  });
  worker.gateway = gateway;
  const server = PublicServer.create(gateway, {
    framing: options.framing ?? 'native',
    limits: { ...defaultFrontLimits, ...options.serverLimits },
  });
  const adopt = (snapshot: GatewaySnapshot) => {
    gateway.adopt(snapshot);
    broker.adopt(snapshot);
  };
  if (options.snapshot) adopt(options.snapshot);
  const port = await server.listen('127.0.0.1', 0);
  return {
    port,
    gateway,
    server,
    events,
    adopt,
    advance(ms) {
      now += ms;
      wheel.advance(now);
    },
    report: () => gateway.ledger.takeReport(now),
    async stop() {
      await server.drain(0);
      gateway.close();
    },
  };
}

/** Replicas of a revision by their ports, and its weight. */
export interface TestTarget {
  readonly weight?: number;
  readonly ports: readonly number[];
}

/**
 * A snapshot with the one route `demo/iris` at `/serving/demo/iris` and `iris.demo`; its targets by revision name, the
 * replicas `r0`, `r1`, ….
 */
export function snapshotOf(
  version: number,
  targets: Readonly<Record<string, TestTarget>>,
  route: Partial<GatewayRoute> = {},
): GatewaySnapshot {
  const entries = Object.entries(targets);
  return {
    version,
    epoch: 'test',
    routes: [
      {
        id: 'demo/iris',
        hosts: ['iris.demo'],
        pathPrefix: '/serving/demo/iris',
        targets: entries.map(([name, { weight = 100 }]) => ({
          revision: `demo/${name}`,
          weight,
        })),
        ...route,
      },
    ],
    revisions: Object.fromEntries(
      entries.map(([name, { ports }]) => [
        `demo/${name}`,
        {
          replicas: ports.map((port, i) => ({
            id: `r${i}`,
            host: '127.0.0.1',
            port,
          })),
        },
      ]),
    ),
  };
}
