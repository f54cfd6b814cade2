// Processes that outlive the tests that started them: known by a variable that all of them inherit. Linux only; elsewhere
// none are found.
import { readdirSync, readFileSync } from 'node:fs';

const variable = 'GREENROOM_TEST_RUN';

/** The part of an environment by which {@link endLeftovers} knows its processes. */
export function runMarker(id) {
  return { [variable]: id };
}

/**
 * Ends what is left of a run, and fails with its names if there was something.
 * @param patienceMs - how long what is ending may take to end by itself
 */
export async function endLeftovers(id, patienceMs = 60_000) {
  const deadline = Date.now() + patienceMs;
  let left = processesOf(id);
  while (left.length > 0 && Date.now() < deadline) {
    await new Promise(resolve => setTimeout(resolve, 200));
    left = processesOf(id);
  }
  for (const { pid } of left) kill(pid);
  if (left.length === 0) return;
  const lines = left.map(({ pid, command }) => `${pid} ${command}`);
  throw new Error(
    `Tests left ${left.length} processes behind:\n${lines.join('\n')}`,
  );
}

function processesOf(id) {
  const marker = `\0${variable}=${id}\0`;
  return pids().flatMap(pid => {
    const environment = read(pid, 'environ');
    if (!`\0${environment}`.includes(marker)) return [];
    const command = read(pid, 'cmdline').replaceAll('\0', ' ').trim();
    return [{ pid, command: command.slice(0, 160) }];
  });
}

function pids() {
  try {
    return readdirSync('/proc')
      .map(Number)
      .filter(pid => pid > 0 && pid !== process.pid);
  } catch {
    return [];
  }
}

/** A process may end while one looks at it, or be somebody else's. */
function read(pid, file) {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    return '';
  }
}

function kill(pid) {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It ended by itself just now.
  }
}
