// What the benchmarks of this folder say of what they measured.

/** @param {readonly number[]} values */
export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)];
}

/** Runs a benchmark as a program: `--seconds=180` is how long; exit code 1 if a goal was missed. */
export async function runAlone(run, defaultSeconds) {
  const rows = [];
  const given = process.argv.find(argument =>
    argument.startsWith('--seconds='),
  );
  await run({
    seconds: given ? Number(given.split('=')[1]) : defaultSeconds,
    report: row => rows.push(row),
  });
  console.table(rows);
  process.exitCode = rows.every(row => row.ok ?? true) ? 0 : 1;
}
