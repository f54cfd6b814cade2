// `npm test`: everything that says whether this tree is right, on a bare machine with Node 20 or newer and npm.
//
// Installs what it needs, then: type check, lint, format, API reports, unit and contract tests (SQLite, and PostgreSQL
// where a server can be started; a real registry where one is installed; a real Kubernetes where one is given or can be
// started), the browser test of the whole portal (where a Chromium is found; on that Kubernetes, too). What is missing on
// this machine is named as skipped; with `--require-all` (CI) that is a failure.
// Ends with what failed, in short, and one line `N passed, N failed`.
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { findChromium } from './lib/chromium.mjs';
import { failuresOfJest, listFailures } from './lib/failures.mjs';
import { endLeftovers, runMarker } from './lib/leftovers.mjs';
import { startPostgres } from './lib/postgres.mjs';
import { startKubernetes } from './lib/kubernetes.mjs';
import { findRegistry } from './lib/registry.mjs';
import {
  ensureDependencies,
  ensureNode,
  root,
  run,
  step,
  toolEnv,
  yarn,
} from './lib/toolchain.mjs';

const requireAll = process.argv.includes('--require-all');
const only = process.argv
  .find(argument => argument.startsWith('--only='))
  ?.slice('--only='.length)
  .split(',');
let passed = 0;
let failed = 0;
const failures = [];
const skipped = [];

const node = await step('Node 22 or 24', ensureNode);
await step('Dependencies', () => ensureDependencies(node));
const scratch = mkdtempSync(path.join(tmpdir(), 'greenroom-test-'));
const postgres = await startPostgres(scratch);
const chromium = findChromium();
const registry = findRegistry();
let kubernetes;
const env = {
  ...toolEnv(node),
  ...runMarker(scratch),
  CI: '1',
  NODE_OPTIONS: '--max-old-space-size=6144',
  ...(postgres && {
    BACKSTAGE_TEST_DATABASE_POSTGRES15_CONNECTION_STRING:
      postgres.connectionString,
  }),
  ...(chromium && { CHROMIUM_PATH: chromium }),
  ...(registry && { DOCKER_REGISTRY_PATH: registry }),
};

try {
  await check('programs', 'Programs build', () =>
    run(node, ['scripts/build-programs.mjs'], { env }),
  );
  await check('tsc', 'Types', () => run(node, [yarn, 'tsc'], { env }));
  await check('lint', 'Lint', () =>
    run(node, [yarn, 'backstage-cli', 'repo', 'lint', '--max-warnings', '0'], {
      env,
    }),
  );
  await check('format', 'Format', () =>
    run(node, [yarn, 'prettier', '--check', '.'], { env }),
  );
  await check('config', 'Configuration schema', () =>
    run(node, [yarn, 'backstage-cli', 'config:check', '--lax', '--strict'], {
      env: {
        ...env,
        GREENROOM_DATA_DIR: scratch,
        GREENROOM_START_TOKEN: 'x',
        GREENROOM_SECRET_KEY: 'x',
      },
    }),
  );
  await check('api-reports', 'API reports', () =>
    run(node, [yarn, 'api-reports', '--ci'], { env }),
  );
  await check('scripts', 'Scripts', () =>
    run(node, ['--test', 'scripts/lib/*.test.mjs'], { env }),
  );
  if (runs('unit') || runs('e2e')) await startCluster();
  await jest();
  await browser();
  await check('leftovers', 'No process left behind', () =>
    endLeftovers(scratch),
  );
} finally {
  await postgres?.stop();
  rmSync(scratch, { recursive: true, force: true });
  kubernetes?.stop();
}

process.stdout.write(listFailures(failures));
for (const reason of skipped) console.log(`skipped: ${reason}`);
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 ? 1 : 0;

function runs(id) {
  return !only || only.includes(id);
}

async function check(id, title, fn) {
  if (!runs(id)) return;
  const started = Date.now();
  try {
    await fn();
    passed++;
    console.log(`✓ ${title} (${((Date.now() - started) / 1000).toFixed(0)} s)`);
  } catch (error) {
    failed++;
    failures.push({ name: title, message: error.message });
    console.log(`✗ ${title}\n${error.message}\n`);
  }
}

/** Once, for all tests that use it; it ends after them. */
async function startCluster() {
  try {
    kubernetes = await startKubernetes(node, scratch);
  } catch (error) {
    failed++;
    failures.push({ name: 'Kubernetes for tests', message: error.message });
    return;
  }
  if (kubernetes) Object.assign(env, kubernetes.env);
  else
    missing(
      'drivers, flows and pages on Kubernetes: no cluster found (set GREENROOM_TEST_KUBECONFIG; see docs/guides/kubernetes.md)',
    );
}

async function jest() {
  if (!runs('unit')) return;
  if (!postgres)
    missing(
      'store contract on PostgreSQL: no server found (install postgresql, or set BACKSTAGE_TEST_DATABASE_POSTGRES15_CONNECTION_STRING)',
    );
  if (!registry)
    missing(
      'pulling models from a real registry: none found (install docker-registry, or set DOCKER_REGISTRY_PATH)',
    );
  const report = path.join(scratch, 'jest.json');
  await run(
    node,
    [
      yarn,
      'backstage-cli',
      'repo',
      'test',
      '--maxWorkers=2',
      '--json',
      `--outputFile=${report}`,
    ],
    { env, inherit: true },
  ).catch(() => undefined);
  const result = readReport(report);
  if (!result) {
    failed++;
    failures.push({
      name: 'Unit tests',
      message: 'the runner ended without a report',
    });
    return;
  }
  failures.push(...failuresOfJest(result, root));
  passed += result.numPassedTests;
  // A suite that cannot even be loaded has no tests of its own to count.
  failed += result.numFailedTests + result.numRuntimeErrorTestSuites;
  if (result.numPendingTests > 0)
    missing(`${result.numPendingTests} unit tests skip themselves`);
}

async function browser() {
  if (!runs('e2e')) return;
  if (!chromium) {
    missing(
      'browser test: no Chromium found (install it, or set CHROMIUM_PATH)',
    );
    return;
  }
  const report = path.join(scratch, 'e2e.json');
  await run(
    node,
    [
      '--test',
      '--test-concurrency=1',
      '--test-reporter=spec',
      '--test-reporter-destination=stdout',
      '--test-reporter=./scripts/lib/failureReporter.mjs',
      `--test-reporter-destination=${report}`,
      'e2e/**/*.test.mjs',
    ],
    { env, inherit: true },
  ).catch(() => undefined);
  const result = readReport(report);
  if (!result?.counts.tests) {
    failed++;
    failures.push({
      name: 'Browser tests',
      message: 'the runner ended without a report',
    });
    return;
  }
  const { pass, fail, cancelled, skipped: skips, todo } = result.counts;
  passed += pass;
  failed += fail + cancelled;
  failures.push(...result.failures);
  if (skips + todo > 0)
    missing(`${skips + todo} browser tests skip themselves`);
}

function missing(reason) {
  skipped.push(reason);
  if (!requireAll) return;
  failed++;
  failures.push({ name: 'Nothing may be skipped here', message: reason });
}

function readReport(file) {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}
