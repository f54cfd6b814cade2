/**
 * Reads generated and damaged requests with our HTTP/1.1 framing and with Node's strict parser, cut at any place, and
 * compares; what we accept must be one and the same request to whoever it is sent on to. Ends with code 1 and the seeds
 * of the cases at the first ten disagreements.
 */
import { build } from 'esbuild';
import { mkdtempSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';

const here = path.dirname(fileURLToPath(import.meta.url));
const { values } = parseArgs({
  options: {
    cases: { type: 'string', default: '1000000' },
    seed: { type: 'string', default: '1' },
  },
});

const dir = mkdtempSync(path.join(tmpdir(), 'greenroom-fuzz-'));
try {
  const outfile = path.join(dir, 'compareReadings.cjs');
  await build({
    entryPoints: [
      path.join(here, '../src/http1/__testUtils__/compareReadings.ts'),
    ],
    outfile,
    bundle: true,
    platform: 'node',
    format: 'cjs',
    logLevel: 'error',
  });
  const { compareReadings } = createRequire(import.meta.url)(outfile);
  process.exitCode = await run(compareReadings);
} finally {
  rmSync(dir, { recursive: true, force: true });
}

async function run(compareReadings) {
  const count = Number(values.cases);
  const begun = performance.now();
  let reported = 0;
  const { cases, requests, forwarded, refused, disagreements } =
    await compareReadings(Number(values.seed), count, ({ cases: done }) => {
      if (done - reported < 50_000) return;
      reported = done;
      console.log(`  ${done} of ${count}`);
    });
  const seconds = ((performance.now() - begun) / 1_000).toFixed(0);
  console.log(
    `${cases} cases in ${seconds} s: ${requests} requests read alike, ${forwarded} of them sent on as one same request`,
  );
  console.log('refused by us alone:');
  for (const [reason, times] of Object.entries(refused))
    console.log(`  ${times} x ${reason}`);
  for (const { seed, what, text, ours, theirs } of disagreements) {
    console.error(`\nseed ${seed}: ${what}\n${JSON.stringify(text)}`);
    console.error('ours  ', JSON.stringify(ours));
    console.error("Node's", JSON.stringify(theirs));
  }
  return disagreements.length > 0 ? 1 : 0;
}
