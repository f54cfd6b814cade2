import { ProcessEntry, ProcessHost, ProcessIdentity } from './types';

/**
 * The live processes that belong to one we started: its group, its session, and everything descended from them, so
 * that a child which made a group of its own is found as well.
 *
 * If the pid now names another process (other start time), what is in a group of that number is not ours either.
 */
export function processTree(
  table: readonly ProcessEntry[],
  leader: ProcessIdentity,
): readonly ProcessEntry[] {
  const holder = table.find(entry => entry.pid === leader.pid);
  if (holder && holder.startTime !== leader.startTime) return [];
  const members = new Map<number, ProcessEntry>();
  for (const entry of table) {
    if (entry.group === leader.pid || entry.session === leader.pid) {
      members.set(entry.pid, entry);
    }
  }
  for (let grown = true; grown; ) {
    grown = false;
    for (const entry of table) {
      if (!members.has(entry.pid) && members.has(entry.parent)) {
        members.set(entry.pid, entry);
        grown = true;
      }
    }
  }
  return [...members.values()];
}

/**
 * Sends a signal to every process of the tree. Returns how many there were.
 *
 * The group gets it in one call, so that a process that forks at this moment cannot slip through.
 */
export async function signalTree(
  host: ProcessHost,
  leader: ProcessIdentity,
  signal: NodeJS.Signals,
): Promise<number> {
  const members = processTree(await host.table(), leader);
  if (members.some(({ group }) => group === leader.pid)) {
    host.signal(-leader.pid, signal);
  }
  for (const { pid, group } of members) {
    if (group !== leader.pid) host.signal(pid, signal);
  }
  return members.length;
}

/**
 * Ends every process that carries an instance id in its environment: what a replica started and moved out of its tree.
 * Returns how many there were; 0 where environments cannot be read.
 */
export async function killInstance(
  host: ProcessHost,
  instanceId: string,
): Promise<number> {
  const table = await host.table();
  const strays = await Promise.all(
    table.map(async ({ pid }) =>
      (await host.variable(pid, 'INSTANCE_ID')) === instanceId ? pid : [],
    ),
  );
  return strays.flat().filter(pid => host.signal(pid, 'SIGKILL')).length;
}
