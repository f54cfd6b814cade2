import { readJsonFile } from '../host';

/** Name of the file, in the folder of a replica. */
export const STATE_FILE = 'state.json';

/** What a program of ours says of itself. */
export interface ReportedState {
  readonly port: number;
  readonly grpcPort?: number;
  readonly modelName?: string;
  /** Its model is loaded. */
  readonly isReady: boolean;
}

/**
 * What a program of ours wrote to its state file; undefined as long as there is nothing of this instance.
 * @param folder - of the replica
 */
export async function reportedState(
  folder: string,
  instanceId: string,
): Promise<ReportedState | undefined> {
  const state = await readJsonFile(`${folder}/${STATE_FILE}`);
  if (state?.instanceId !== instanceId) return undefined;
  const { httpPort, grpcPort, modelName, isReady } = state;
  if (typeof httpPort !== 'number') return undefined;
  return {
    port: httpPort,
    ...(typeof grpcPort === 'number' ? { grpcPort } : {}),
    ...(typeof modelName === 'string' ? { modelName } : {}),
    isReady: isReady === true,
  };
}
