import { readFileSync, readdirSync } from 'node:fs';
import { readFile, readdir, readlink } from 'node:fs/promises';
import { parseProcStat } from './procStat';
import { spawnDetached } from './spawnDetached';
import { signalProcess } from './signalProcess';
import {
  ProcessEntry,
  ProcessHost,
  ProcessIdentity,
  SpawnCommand,
  SpawnedProcess,
} from './types';

/** State of a listening socket in `/proc/net/tcp`. */
const LISTEN = '0A';

/** Processes of a Linux machine, read from `/proc`. */
export class LinuxHost implements ProcessHost {
  readonly #boot: string;

  static create(): LinuxHost {
    return new LinuxHost(
      readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim(),
    );
  }

  private constructor(boot: string) {
    this.#boot = boot;
  }

  async spawn(command: SpawnCommand): Promise<SpawnedProcess> {
    const { pid, exited } = await spawnDetached(command);
    // A child that is gone already can never be mistaken for another one: nobody will signal it.
    const startTime = this.#entry(pid)?.startTime ?? 'ended';
    return { pid, startTime, exited };
  }

  async identify(pid: number): Promise<ProcessIdentity | undefined> {
    const entry = this.#entry(pid);
    return entry && { pid, startTime: entry.startTime };
  }

  async table(): Promise<readonly ProcessEntry[]> {
    return readdirSync('/proc').flatMap(name =>
      /^\d+$/.test(name) ? this.#entry(Number(name)) ?? [] : [],
    );
  }

  async memory(pids: readonly number[]): Promise<number> {
    const sizes = await Promise.all(pids.map(readMemory));
    return sizes.reduce((sum, size) => sum + size, 0);
  }

  async variable(pid: number, name: string): Promise<string | undefined> {
    const environment = await readText(`/proc/${pid}/environ`);
    const prefix = `${name}=`;
    return environment
      ?.split('\0')
      .find(entry => entry.startsWith(prefix))
      ?.slice(prefix.length);
  }

  async listens(pids: readonly number[], port: number): Promise<boolean> {
    const sockets = await listeningSockets(port);
    if (sockets.size === 0) return false;
    for (const pid of pids) {
      for (const target of await openFiles(pid)) {
        if (sockets.has(target)) return true;
      }
    }
    return false;
  }

  signal(pid: number, signal: NodeJS.Signals): boolean {
    return signalProcess(pid, signal);
  }

  // Synchronous on purpose: /proc is memory, and a hop through the thread pool costs more than the read.
  #entry(pid: number): ProcessEntry | undefined {
    try {
      return parseProcStat(
        readFileSync(`/proc/${pid}/stat`, 'utf8'),
        this.#boot,
      );
    } catch {
      return undefined; // ended between listing and reading
    }
  }
}

/** PSS where the kernel tells it; resident size otherwise. 0 for a process that has ended. */
async function readMemory(pid: number): Promise<number> {
  const rollup = await readText(`/proc/${pid}/smaps_rollup`);
  const pss = rollup && /^Pss:\s+(\d+) kB/m.exec(rollup);
  if (pss) return Number(pss[1]) * 1024;
  const status = await readText(`/proc/${pid}/status`);
  const rss = status && /^VmRSS:\s+(\d+) kB/m.exec(status);
  return rss ? Number(rss[1]) * 1024 : 0;
}

/** Names, as links in `/proc/<pid>/fd` show them, of the sockets that listen on a port. */
async function listeningSockets(port: number): Promise<ReadonlySet<string>> {
  const suffix = `:${port.toString(16).toUpperCase().padStart(4, '0')}`;
  const tables = await Promise.all(
    ['/proc/net/tcp', '/proc/net/tcp6'].map(readText),
  );
  const sockets = new Set<string>();
  for (const line of tables.flatMap(table => table?.split('\n') ?? [])) {
    const fields = line.trim().split(/\s+/);
    if (fields[3] === LISTEN && fields[1].endsWith(suffix)) {
      sockets.add(`socket:[${fields[9]}]`);
    }
  }
  return sockets;
}

async function openFiles(pid: number): Promise<readonly string[]> {
  const folder = `/proc/${pid}/fd`;
  try {
    const links = await readdir(folder);
    return await Promise.all(
      links.map(link => readlink(`${folder}/${link}`).catch(() => '')),
    );
  } catch {
    return []; // ended meanwhile, or belongs to another user
  }
}

async function readText(path: string): Promise<string | undefined> {
  try {
    return await readFile(path, 'utf8');
  } catch {
    return undefined;
  }
}
