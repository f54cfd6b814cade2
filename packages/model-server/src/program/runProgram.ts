import { setTimeout as delay } from 'node:timers/promises';
import { parseArguments } from './arguments';
import { startModelServer } from './startModelServer';

/**
 * The whole program: arguments in, a served model until SIGTERM or SIGINT, exit code out. 0 after a stop signal, 1 when the
 * arguments, the port or the model are at fault, with one line on stderr that says which and why.
 *
 * @public
 */
export async function runProgram(argv: readonly string[]): Promise<number> {
  const log = (line: string) => process.stdout.write(`${line}\n`);
  try {
    const server = await startModelServer(parseArguments(argv), {
      pid: process.pid,
      parent: process,
      now: () => performance.now(),
      delay: delayMs => delay(delayMs, undefined, { ref: false }),
      log,
    });
    const signalled = new Promise<void>(resolve => {
      for (const signal of ['SIGTERM', 'SIGINT'] as const) {
        process.on(signal, () => {
          log(`received ${signal}`);
          resolve();
        });
      }
    });
    await Promise.race([signalled, server.started.then(() => signalled)]);
    await server.stop();
    return 0;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    process.stderr.write(`greenroom-model-server: ${reason}\n`);
    return 1;
  }
}
