import { readdirSync, readFileSync } from 'node:fs';

const clockTicksPerSecond = 100;

/** CPU time of a process and all its descendants. */
export function cpuSeconds(root) {
  let ticks = 0;
  for (const stat of family(root).values()) ticks += stat.ticks;
  return ticks / clockTicksPerSecond;
}

/** Pids of a process and all its descendants. */
export function descendants(root) {
  return [...family(root).keys()];
}

function family(root) {
  const stats = new Map();
  for (const name of readdirSync('/proc')) {
    if (!/^\d+$/.test(name)) continue;
    try {
      const text = readFileSync(`/proc/${name}/stat`, 'utf8');
      const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
      stats.set(Number(name), {
        parent: Number(fields[1]),
        ticks: Number(fields[11]) + Number(fields[12]),
      });
    } catch {
      // It ended meanwhile.
    }
  }
  const belongs = pid =>
    pid === root || (stats.has(pid) && belongs(stats.get(pid).parent));
  return new Map([...stats].filter(([pid]) => belongs(pid)));
}
