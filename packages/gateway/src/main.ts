import { parseOptions, thisPlatform, UsageError } from './options';
import { portTakenExitCode } from './state';
import { PortTakenError, Supervisor } from './supervisor';
import { WorkerProcess } from './worker';

/** First argument of a worker process; the supervisor starts it from the same file. */
const workerRole = 'worker';

async function runSupervisor(args: readonly string[]): Promise<void> {
  try {
    const supervisor = await Supervisor.start(
      parseOptions(args, thisPlatform(), process.env),
      { file: __filename, args: [workerRole] },
    );
    const drain = () => void supervisor.drain();
    process.on('SIGTERM', drain).on('SIGINT', drain);
    await supervisor.ended;
    process.exit(0);
  } catch (error) {
    const isExpected =
      error instanceof UsageError || error instanceof PortTakenError;
    const text = isExpected ? error.message : (error as Error).stack;
    process.stderr.write(`greenroom-gateway: ${text}\n`);
    process.exit(error instanceof PortTakenError ? portTakenExitCode : 1);
  }
}

const args = process.argv.slice(2);
if (args[0] === workerRole) WorkerProcess.run();
else void runSupervisor(args);
