import { ProcessEntry } from './types';

/**
 * Reads one line of `ps -axo pid=,ppid=,pgid=,stat=,time=,lstart=`. Undefined for a zombie and for what is no such line.
 * The group stands in for the session, which `ps` of macOS does not tell.
 */
export function parsePsLine(line: string): ProcessEntry | undefined {
  const fields = line.trim().split(/\s+/);
  const [pid, parent, group, state, time, ...started] = fields;
  if (fields.length < 6 || state.startsWith('Z')) return undefined;
  return {
    pid: Number(pid),
    parent: Number(parent),
    group: Number(group),
    session: Number(group),
    cpuSeconds: parseCpuTime(time),
    startTime: started.join(' '),
  };
}

/** `[[dd-]hh:]mm:ss[.cc]` in seconds. */
function parseCpuTime(time: string): number {
  const [days, clock] = time.includes('-') ? time.split('-') : ['0', time];
  const seconds = clock
    .split(':')
    .reduce((sum, part) => sum * 60 + Number(part), 0);
  return Number(days) * 86_400 + seconds;
}
