// What the benchmarks of this folder say of what they measured.

/** @param {readonly number[]} values */
export function median(values) {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.floor(sorted.length / 2)];
}

/** Runs a benchmark as a program: `[seconds]` as its argument; exit code 1 if a goal was missed. */
export async function runAlone(run, defaultSeconds) {
  const rows = [];
  await run({
    seconds: Number(process.argv[2] ?? defaultSeconds),
    report: row => rows.push(row),
  });
  console.table(rows);
  process.exitCode = rows.every(row => row.ok ?? true) ? 0 : 1;
}
