import { rename, writeFile } from 'node:fs/promises';

/**
 * What a supervisor learns of a server that listens.
 *
 * @public
 */
export interface ServerState {
  readonly instanceId?: string;
  readonly pid: number;
  readonly httpPort: number;
  /** Absent without gRPC and until gRPC listens. */
  readonly grpcPort?: number;
  readonly modelName: string;
  /** The model is loaded: what its readiness endpoint says, without being asked. Absent until then. */
  readonly isReady?: true;
}

/**
 * Writes the state by rename, so that a reader sees all of it or none.
 *
 * @throws Error when the folder cannot be written to
 * @public
 */
export async function writeState(
  path: string,
  state: ServerState,
): Promise<void> {
  const temporary = `${path}.${state.pid}.tmp`;
  await writeFile(temporary, `${JSON.stringify(state)}\n`, { mode: 0o600 });
  await rename(temporary, path);
}

/**
 * The IPC channel of a parent process that asked for one, as `process` has it.
 *
 * @public
 */
export interface ParentChannel {
  readonly connected?: boolean;
  send?(message: unknown, done: (error: Error | null) => void): boolean;
  disconnect?(): void;
}

/**
 * Sends the state to the parent, if there is one; a parent that has gone is no error.
 *
 * @public
 */
export function sendState(
  channel: ParentChannel,
  state: ServerState,
  isLast: boolean,
): Promise<void> {
  return new Promise(resolve => {
    if (!channel.connected || channel.send === undefined) {
      resolve();
      return;
    }
    channel.send(state, () => {
      if (isLast && channel.connected) {
        channel.disconnect?.();
      }
      resolve();
    });
  });
}
