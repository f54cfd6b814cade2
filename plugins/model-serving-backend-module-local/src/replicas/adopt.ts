import { killInstance, ProcessHost, processTree, readJsonFile } from '../host';
import { RecordStore, ReplicaRecord } from '../records';
import { probe } from './probe';
import { reportedState, STATE_FILE } from './reportedState';
import { AdoptedReplica } from './adoptedState';

/** Time for a recorded process to say who it is. */
const IDENTITY_TIMEOUT_MS = 1_000;

/**
 * The recorded replica if its process lives and provably is the one that was recorded: same pid, same start time, and
 * where it says who it is, the same instance. What is left of one that ended is ended too, as far as each process
 * carries the instance id. Undefined if nothing is to be taken over.
 *
 * A pid that names another process now is never touched.
 */
export async function adoptReplica(
  record: ReplicaRecord,
  records: RecordStore,
  host: ProcessHost,
): Promise<AdoptedReplica | undefined> {
  const found = record.process ?? (await findUnrecorded(record, host));
  const holder = found && (await host.identify(found.pid));
  if (!found || holder?.startTime !== found.startTime) {
    await killInstance(host, record.instanceId);
    return undefined;
  }
  const running = { ...record, process: found };
  const endpoint = await recordedEndpoint(record, records);
  const answer =
    endpoint &&
    (await probe(endpoint.port, record.readiness.path, IDENTITY_TIMEOUT_MS));
  if (!endpoint || !answer) {
    return { record: running, endpoint, isReady: false };
  }
  const isOurs = record.reportsState
    ? answer.instance === record.instanceId
    : await ownsPort(running, endpoint.port, host);
  // Somebody else on its port: our process has lost it and cannot serve, so it is watched until its budget is spent.
  return { record: running, endpoint, isReady: isOurs && answer.ok };
}

/** Ends what runs in a replica's folder that holds no record, as far as it carries the instance id, and removes it. */
export async function endStray(
  id: string,
  records: RecordStore,
  host: ProcessHost,
): Promise<void> {
  const state = await readJsonFile(
    `${records.replicaFolder(id)}/${STATE_FILE}`,
  );
  if (typeof state?.instanceId === 'string') {
    await killInstance(host, state.instanceId);
  }
  await records.removeReplica(id);
}

/** The backend ended between the start and the record: the process carries its instance id. */
async function findUnrecorded(
  { instanceId }: ReplicaRecord,
  host: ProcessHost,
): Promise<ReplicaRecord['process']> {
  for (const { pid, startTime, group } of await host.table()) {
    if (
      group === pid &&
      (await host.variable(pid, 'INSTANCE_ID')) === instanceId
    ) {
      return { pid, startTime };
    }
  }
  return undefined;
}

async function recordedEndpoint(
  { id, instanceId, port, grpcPort, grpc }: ReplicaRecord,
  records: RecordStore,
): Promise<AdoptedReplica['endpoint']> {
  if (port === undefined) {
    return reportedState(records.replicaFolder(id), instanceId);
  }
  return { port, ...(grpc === 'none' ? {} : { grpcPort }) };
}

async function ownsPort(
  { process }: AdoptedReplica['record'],
  port: number,
  host: ProcessHost,
): Promise<boolean> {
  const tree = processTree(await host.table(), process);
  return host.listens(
    tree.map(({ pid }) => pid),
    port,
  );
}
