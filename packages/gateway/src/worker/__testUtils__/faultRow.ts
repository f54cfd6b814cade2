import { Socket } from 'node:net';
import {
  GatewayRevision,
  GatewayRoute,
} from '@greenroom/backstage-plugin-model-serving-common';
import { inferPath, RawClient } from '../../__testUtils__/client';
import {
  answering,
  Counted,
  Counts,
  countsOf,
  ExpectedAnswer,
  FaultBed,
  okAnswer,
  reasonIn,
  tooLongMs,
} from '../../__testUtils__/faultBed';
import {
  snapshotOf,
  startLocalGateway,
} from '../../__testUtils__/localGateway';
import { startRawServer } from '../../__testUtils__/rawServer';
import { tokensOf } from '../../__testUtils__/tokens';

/** How requests of rows begin. */
export const requestHead = `POST ${inferPath} HTTP/1.1\r\nHost: a\r\n`;
/** A good one. */
export const wholeRequest = `${requestHead}Content-Length: 4\r\n\r\nbody`;

/** Where a row begins: which service, and what its replica does. */
export interface FaultStart {
  /** What the replica does with a connection; without it answers `ok` to each request. */
  readonly replica?: (socket: Socket) => void;
  readonly revision?: Partial<GatewayRevision>;
  readonly route?: Partial<GatewayRoute>;
  /** What callers may send in place of a right. */
  readonly tokens?: Parameters<typeof tokensOf>[0];
  readonly options?: Parameters<typeof startLocalGateway>[0];
}

/** One thing that goes wrong with a request by HTTP/1.1. */
export interface FaultRow extends FaultStart {
  readonly cause: string;
  /** What has happened before the request; what it counted is not looked at. */
  readonly before?: (bed: FaultBed) => Promise<void> | void;
  /** What the client sends, at once or in steps; by default a whole request. */
  readonly sends?: string | ((client: RawClient) => Promise<void>);
  /** What happens while the request is under way. */
  readonly meanwhile?: (bed: FaultBed, client: RawClient) => Promise<void>;
  /** The client, or the replica, is waited for in vain. */
  readonly isSlow?: true;
  readonly answer: ExpectedAnswer;
  readonly counted: Counted;
  /** Why the gateway itself answered or broke off, where the answer does not say. */
  readonly reason?: string;
  /** The words of the answer, where they are not the gateway's own. */
  readonly words?: RegExp;
}

/** Starts a gateway for a row. */
export async function startFault(
  { replica, revision, route, tokens, options }: FaultStart,
  port?: number,
): Promise<FaultBed> {
  const server = await startRawServer(replica ?? answering(okAnswer));
  const snapshot = snapshotOf(
    1,
    { 'iris-1': { ports: [port ?? server.port] } },
    { timeoutMs: tooLongMs - 1_000, ...route },
  );
  return FaultBed.start(
    {
      ...snapshot,
      revisions: {
        'demo/iris-1': { ...snapshot.revisions['demo/iris-1'], ...revision },
      },
      ...(tokens && { tokens: tokensOf(tokens) }),
    },
    [server],
    options,
  );
}

/** What became of it. */
export interface FaultSeen {
  readonly answer: string;
  readonly counts: Counts;
}

/** What has to become of it. */
export function faultExpected({
  answer,
  counted,
  reason,
}: FaultRow): FaultSeen {
  return { answer, counts: countsOf(counted, reason ?? reasonIn(answer)) };
}

/** Has it go wrong. */
export async function runFault(
  bed: FaultBed,
  row: FaultRow,
): Promise<FaultSeen> {
  const { sends = wholeRequest, answer, counted, isSlow } = row;
  await row.before?.(bed);
  const client = RawClient.connect(bed.local.port);
  if (typeof sends === 'string') client.write(sends);
  else await sends(client);
  await bed.goodOnes();
  await row.meanwhile?.(bed, client);
  if (isSlow) bed.local.advance(tooLongMs);
  client.socket.resume();
  const seen = {
    answer: await bed.answered(client, answer, row.words),
    counts: await bed.counts(counted),
  };
  client.close();
  return seen;
}
