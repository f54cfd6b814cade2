/**
 * What a running gateway writes to `state.json` in its data directory once it listens, and removes when it ends
 * gracefully. Whoever starts gateways finds them by it.
 * @public
 */
export interface GatewayState {
  /** New at every start. */
  readonly instance: string;
  /** Process id of the supervisor. */
  readonly pid: number;
  readonly port: number;
  readonly controlPort: number;
  readonly metricsPort: number;
}

/** Names of the files in a gateway's data directory. @public */
export const gatewayFiles = {
  /** {@link GatewayState} */
  state: 'state.json',
  /** The last accepted snapshot. */
  snapshot: 'snapshot.json',
  /** Bearer token of the control port, mode 0600. */
  controlToken: 'control-token',
} as const;

/** Exit code of a gateway whose port is taken. @public */
export const portTakenExitCode = 98;
