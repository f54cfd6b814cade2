import { readJsonFile } from '../host';

/** Where a program listens. */
export interface ReportedPorts {
  readonly port: number;
  readonly grpcPort?: number;
}

/**
 * What a program of ours wrote to its state file; undefined as long as there is nothing of this instance.
 * @param folder - of the replica
 */
export async function reportedPorts(
  folder: string,
  instanceId: string,
): Promise<ReportedPorts | undefined> {
  const state = await readJsonFile(`${folder}/state.json`);
  if (state?.instanceId !== instanceId) return undefined;
  if (typeof state.httpPort !== 'number') return undefined;
  return {
    port: state.httpPort,
    ...(typeof state.grpcPort === 'number' ? { grpcPort: state.grpcPort } : {}),
  };
}
