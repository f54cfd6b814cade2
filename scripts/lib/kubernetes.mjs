// A Kubernetes cluster for tests, and in it the images that this tree makes.
import { execFileSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync } from 'node:fs';
import path from 'node:path';
import { root } from './toolchain.mjs';

/** The one-node cluster that the tests of this project start where they can. */
const ONE_NODE = path.resolve(root, '../shared/cluster/cluster');
const PREFIX = 'test.local';
const NODE_ADDRESS = '10.89.0.1';

/**
 * A cluster that is given (GREENROOM_TEST_KUBECONFIG, with the other variables below), else the one-node cluster.
 *
 * @returns variables for tests and the way to stop, or undefined where there is none
 */
export async function startKubernetes(node, scratch) {
  if (process.env.GREENROOM_TEST_KUBECONFIG)
    return { env: {}, stop: () => undefined };
  if (!existsSync(ONE_NODE) || process.getuid?.() !== 0) return undefined;
  const cluster = (...args) =>
    execFileSync(ONE_NODE, args, { stdio: ['ignore', 'pipe', 'inherit'] })
      .toString()
      .trim();
  const wasUp = isUp(cluster);
  cluster('up');
  const kubeconfig = cluster('kubeconfig');
  // No registry has these images: the node must not throw them away, however full its disk is.
  const keep = image =>
    execFileSync('ctr', [
      ...['-a', path.join(path.dirname(kubeconfig), 'containerd.sock')],
      ...['-n', 'k8s.io', 'images', 'label', image],
      'io.cri-containerd.pinned=pinned',
    ]);
  const build = (name, folder, program) => {
    const image = `${PREFIX}/${name}:test`;
    cluster('image', image, folder, '/usr/local/bin/node', `/app/${program}`);
    keep(image);
  };
  keep(`${PREFIX}/pause:1`);
  execFileSync(node, [path.join(root, 'scripts/stage-images.mjs')]);
  for (const name of ['gateway', 'model-server', 'storage-initializer'])
    build(name, path.join(root, 'dist/images', name), 'main.js');
  const replica = path.join(scratch, 'test-replica');
  mkdirSync(replica, { recursive: true });
  cpSync(
    path.join(
      root,
      'plugins/model-serving-backend-module-kubernetes/src/__fixtures__/replica.js',
    ),
    path.join(replica, 'replica.js'),
  );
  build('test-replica', replica, 'replica.js');
  return {
    env: {
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

function isUp(cluster) {
  try {
    cluster('kubectl', 'get', '--raw', '/readyz');
    return true;
  } catch {
    return false;
  }
}
