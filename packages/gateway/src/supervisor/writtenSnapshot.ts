import {
  GatewaySnapshot,
  snapshotDefect,
} from '@greenroom/backstage-plugin-model-serving-common';

/** A snapshot with the JSON that it came as: workers and the disk get that, so that it is not written anew for each. */
export interface WrittenSnapshot {
  readonly snapshot: GatewaySnapshot;
  readonly json: Buffer;
}

/** @throws Error that says what is wrong with it. */
export function readSnapshot(json: Buffer): WrittenSnapshot {
  let snapshot: unknown;
  try {
    snapshot = JSON.parse(json.toString('utf8'));
  } catch (error) {
    throw new Error(`it is not JSON: ${(error as Error).message}`);
  }
  const defect = snapshotDefect(snapshot);
  if (defect) throw new Error(defect);
  return { snapshot: snapshot as GatewaySnapshot, json };
}
