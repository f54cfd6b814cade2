import { ProcessHost, signalTree } from '../host';
import { TermGuard } from './TermGuard';

/**
 * The operating system for the length of a term: it starts and signals processes only while the term holds. What is read
 * stays readable.
 *
 * A start takes a moment, in which this process may be paused and the term be lost: what it then finds started it ends
 * again, before anybody uses it.
 */
export function fencedHost(
  host: ProcessHost,
  guard: Pick<TermGuard, 'demand'>,
): ProcessHost {
  return {
    identify: pid => host.identify(pid),
    table: () => host.table(),
    memory: pids => host.memory(pids),
    variable: (pid, name) => host.variable(pid, name),
    listens: (pids, port) => host.listens(pids, port),
    spawn: async command => {
      guard.demand();
      const process = await host.spawn(command);
      try {
        guard.demand();
      } catch (error) {
        await signalTree(host, process, 'SIGKILL');
        throw error;
      }
      return process;
    },
    signal: (pid, signal) => {
      guard.demand();
      return host.signal(pid, signal);
    },
  };
}
