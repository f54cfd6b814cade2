import { ProcessEntry } from './types';

/** Linux reports process times in this unit to user space on every architecture (USER_HZ). */
const TICKS_PER_SECOND = 100;

/**
 * Reads one line of `/proc/<pid>/stat` (proc_pid_stat(5)). Undefined for a zombie: it has ended, only its parent has not
 * asked yet.
 *
 * The name in parentheses may itself hold spaces and parentheses, so counting starts after the *last* one.
 *
 * @param boot - names the boot, because start times count from it
 */
export function parseProcStat(
  line: string,
  boot: string,
): ProcessEntry | undefined {
  const pid = Number.parseInt(line, 10);
  const fields = line
    .slice(line.lastIndexOf(')') + 2)
    .trimEnd()
    .split(' ');
  const [state, parent, group, session] = fields;
  if (!Number.isInteger(pid) || fields.length < 20) return undefined;
  if (state === 'Z' || state === 'X') return undefined;
  // Field n of the manual page is fields[n - 3].
  return {
    pid,
    parent: Number(parent),
    group: Number(group),
    session: Number(session),
    cpuSeconds: (Number(fields[11]) + Number(fields[12])) / TICKS_PER_SECOND,
    startTime: `${boot}/${fields[19]}`,
  };
}
