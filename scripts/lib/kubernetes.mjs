// A Kubernetes cluster for tests, and in it the images that this tree makes.
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { ensureHelm } from './helm.mjs';
import { ifChanged, root, run } from './toolchain.mjs';

/** The one-node cluster that the tests of this project start where they can. */
const ONE_NODE = path.resolve(root, '../shared/cluster/cluster');
/** What a cluster knows KServe's kinds by: enough for the driver of clusters with KServe, whose controller tests play. */
const KSERVE_DEFINITIONS = path.resolve(root, '../shared/kserve/crds');
const PREFIX = 'test.local';
const NODE_ADDRESS = '10.89.0.1';
/** Programs that only tests run, each an image. */
const FIXTURES = {
  'test-replica': 'replica.js',
  'test-kserve-initializer': 'kserveInitializer.js',
};

/**
 * A cluster that is given (GREENROOM_TEST_KUBECONFIG, with the other variables below), else the one-node cluster.
 *
 * @returns variables for tests and the way to stop, or undefined where there is none
 */
export async function startKubernetes(node, scratch) {
  if (process.env.GREENROOM_TEST_KUBECONFIG)
    return { env: helmEnv(), stop: () => undefined };
  if (!existsSync(ONE_NODE) || process.getuid?.() !== 0) return undefined;
  const cluster = (...args) =>
    execFileSync('bash', ['-c', withoutImageCollection(), ONE_NODE, ...args], {
      stdio: ['ignore', 'pipe', 'inherit'],
    })
      .toString()
      .trim();
  const wasUp = isUp(cluster);
  cluster('up');
  const kubeconfig = cluster('kubeconfig');
  cluster(
    ...['kubectl', 'apply', '--server-side', '--force-conflicts'],
    ...['-f', KSERVE_DEFINITIONS],
  );
  const build = (name, folder, program) =>
    cluster(
      ...['image', `${PREFIX}/${name}:test`, folder],
      ...['/usr/local/bin/node', `/app/${program}`],
    );
  await buildPortal(node);
  execFileSync(node, [path.join(root, 'scripts/stage-images.mjs')]);
  for (const name of ['gateway', 'model-server', 'storage-initializer'])
    build(name, path.join(root, 'dist/images', name), 'main.js');
  build('portal', path.join(root, 'dist/images/portal'), 'packages/backend');
  for (const [name, file] of Object.entries(FIXTURES)) {
    const folder = path.join(scratch, name);
    mkdirSync(folder, { recursive: true });
    cpSync(
      path.join(
        root,
        'plugins/model-serving-backend-module-kubernetes/src/__fixtures__',
        file,
      ),
      path.join(folder, file),
    );
    build(name, folder, file);
  }
  return {
    env: {
      ...helmEnv(),
      GREENROOM_TEST_KUBECONFIG: kubeconfig,
      // Of the images above, all with the tag `test`.
      GREENROOM_TEST_IMAGES: PREFIX,
      // An address of this machine that pods reach.
      GREENROOM_TEST_HOST: NODE_ADDRESS,
      GREENROOM_TEST_KUBECTL: `${ONE_NODE} kubectl`,
    },
    stop: () => {
      if (!wasUp) cluster('down');
    },
  };
}

function helmEnv() {
  const helm = ensureHelm();
  return helm ? { HELM_PATH: helm } : {};
}

/** Takes minutes, so only where something of it changed. */
function buildPortal(node) {
  return ifChanged(
    'portal',
    ['packages', 'plugins', 'yarn.lock', 'app-config.yaml'],
    ['packages/backend/dist/bundle.tar.gz', 'packages/gateway/dist/main.js'],
    () => run(node, [path.join(root, 'scripts/build-portal.mjs')]),
  );
}

/**
 * The cluster's script, but that its kubelet throws no image away when the disk is full to 85 %: no registry has them.
 */
function withoutImageCollection() {
  return readFileSync(ONE_NODE, 'utf8').replace(
    /^failSwapOn: false$/m,
    '$&\nimageGCHighThresholdPercent: 100\nimageGCLowThresholdPercent: 99',
  );
}

function isUp(cluster) {
  try {
    cluster('kubectl', 'get', '--raw', '/readyz');
    return true;
  } catch {
    return false;
  }
}
