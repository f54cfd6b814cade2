import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { parsePsLine } from './psLine';
import { signalProcess } from './signalProcess';
import { spawnDetached } from './spawnDetached';
import {
  ProcessEntry,
  ProcessHost,
  ProcessIdentity,
  SpawnCommand,
  SpawnedProcess,
} from './types';

const run = promisify(execFile);

/** Processes where there is no `/proc` (macOS, BSD): asked of `ps` and `lsof`. */
export class PsHost implements ProcessHost {
  async spawn(command: SpawnCommand): Promise<SpawnedProcess> {
    const { pid, exited } = await spawnDetached(command);
    const startTime = (await this.identify(pid))?.startTime ?? 'ended';
    return { pid, startTime, exited };
  }

  async identify(pid: number): Promise<ProcessIdentity | undefined> {
    const entries = await this.table();
    return entries.find(entry => entry.pid === pid);
  }

  async table(): Promise<readonly ProcessEntry[]> {
    const lines = await output('ps', [
      '-axo',
      'pid=,ppid=,pgid=,stat=,time=,lstart=',
    ]);
    return lines.flatMap(line => parsePsLine(line) ?? []);
  }

  async memory(pids: readonly number[]): Promise<number> {
    if (pids.length === 0) return 0;
    const lines = await output('ps', ['-o', 'rss=', '-p', pids.join(',')]);
    return lines.reduce((sum, line) => sum + Number(line.trim()) * 1024, 0);
  }

  /** Other processes' environments are not readable on these systems. */
  async variable(): Promise<string | undefined> {
    return undefined;
  }

  async listens(pids: readonly number[], port: number): Promise<boolean> {
    const lines = await output('lsof', [
      '-nP',
      `-iTCP:${port}`,
      '-sTCP:LISTEN',
      '-Fp',
    ]);
    return lines.some(line => pids.includes(Number(line.slice(1))));
  }

  signal(pid: number, signal: NodeJS.Signals): boolean {
    return signalProcess(pid, signal);
  }
}

/** Lines that a command prints; none if it fails, as `lsof` and `ps` do when nothing matches. */
async function output(
  file: string,
  args: readonly string[],
): Promise<readonly string[]> {
  try {
    const { stdout } = await run(file, [...args], {
      env: { PATH: process.env.PATH, LC_ALL: 'C' },
      maxBuffer: 16 * 1024 * 1024,
    });
    return stdout.split('\n').filter(line => line.trim() !== '');
  } catch {
    return [];
  }
}
