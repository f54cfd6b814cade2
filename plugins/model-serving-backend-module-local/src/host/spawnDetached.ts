import { spawn } from 'node:child_process';
import { open } from 'node:fs/promises';
import { ProcessExit, SpawnCommand } from './types';

/**
 * Starts a program that outlives this process: own session, no shell, no pipe.
 *
 * Output goes to a file opened for appending: a pipe would block the child when nobody reads it and break it when the
 * backend ends.
 */
export async function spawnDetached(
  command: SpawnCommand,
): Promise<{ readonly pid: number; readonly exited: Promise<ProcessExit> }> {
  const log = await open(command.logFile, 'a', 0o600);
  try {
    const child = spawn(command.file, [...command.args], {
      cwd: command.cwd,
      env: { ...command.env },
      shell: false,
      detached: true,
      stdio: ['ignore', log.fd, log.fd],
    });
    const exited = new Promise<ProcessExit>(resolve => {
      child.once('exit', (code, signal) =>
        resolve({ code: code ?? undefined, signal: signal ?? undefined }),
      );
    });
    await new Promise<void>((resolve, reject) => {
      child.once('spawn', resolve);
      child.once('error', reject);
    });
    // From here on 'error' can only mean a signal that could not be sent.
    child.on('error', () => undefined);
    child.unref();
    return { pid: child.pid!, exited };
  } finally {
    await log.close();
  }
}
