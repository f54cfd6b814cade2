import { Socket } from 'node:net';
import { InboundRequest, OutboundAnswer } from './types';

/** Serves connections in one protocol, and by one implementation of it. */
export interface Front {
  /** Connections that are open. */
  readonly size: number;
  /** Takes over a connection. */
  accept(socket: Socket): void;
  /** Closes connections that wait for a request. */
  closeIdle(): void;
  /** Breaks off all that is under way. */
  abort(): void;
  /** Releases what it has besides connections. */
  close(): void;
}

/** Who answers the requests of a front. */
export interface FrontHost {
  begin(request: InboundRequest, answer: OutboundAnswer): Answering;
  /** Counts a request that cannot be read; returns the bytes of its answer, after which the connection closes. */
  refuse(defect: Defect): string;
}

/** Why a request cannot be read. */
export type Defect =
  | 'malformed'
  | 'unknownCoding'
  | 'headersTooLarge'
  | 'headersLate';

/** A request that is being answered. */
export interface Answering {
  /** Counted; nothing of it is under way. */
  readonly isOver: boolean;
  /** The rest of the request is not valid. */
  requestMalformed(): void;
  /** Ends the answer so that the client cannot take it for complete. */
  abort(): void;
  /** The connection to the client, or the answer, is closed. May be told more than once. */
  onClose(): void;
}

/** Bounds of connections. */
export interface FrontLimits {
  /** Header block in bytes. */
  readonly maxHeaderBytes: number;
  /** Time for a whole header block, in ms. */
  readonly headersTimeoutMs: number;
  /** How often that is checked where there is a choice, in ms. */
  readonly checkIntervalMs: number;
  /** Idle time of a connection: above that of common clients and load balancers. */
  readonly keepAliveTimeoutMs: number;
  /** How long what a client still sends is read and thrown away after its last answer, in ms. */
  readonly lingerMs: number;
}

/** Limits in production. */
export const defaultFrontLimits: FrontLimits = {
  maxHeaderBytes: 16 * 1024,
  headersTimeoutMs: 15_000,
  checkIntervalMs: 2_000,
  keepAliveTimeoutMs: 75_000,
  lingerMs: 2_000,
};
