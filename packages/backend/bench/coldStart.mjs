import { spawn } from 'node:child_process';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { post } from './post.mjs';

const root = path.resolve(
  path.dirname(fileURLToPath(import.meta.url)),
  '../../..',
);
const services = ['iris-1', 'iris-2', 'iris-3', 'iris-4', 'iris-5', 'iris-6'];
const flower = JSON.stringify({
  inputs: [
    {
      name: 'input',
      datatype: 'FP32',
      shape: [1, 4],
      data: [7, 3.2, 4.7, 1.4],
    },
  ],
});

/**
 * Wakes idle services one after the other, each time right after a model server was started alone: what a machine needs for
 * that, it needs for the other.
 *
 * @returns ms until the first answer, of wakes and of bare starts
 */
export async function measureColdStarts(product, rounds) {
  await product.connect('samples');
  for (const name of services) {
    await product.deploy(name, {
      maxReplicas: 1,
      model: {
        modelFormat: { name: 'onnx' },
        storage: { key: 'samples', path: 'iris' },
      },
    });
  }
  const wakes = [];
  const bare = [];
  for (let round = 0; round < rounds; round++) {
    // All first: whoever asks how a service is takes time from those that wake.
    for (const name of services) await product.idle(name);
    for (const name of services) {
      bare.push(await startAlone());
      wakes.push(await timed(() => predict(product.inferUrl(name))));
    }
  }
  return { wakes, bare };
}

/** From the start of a model server, in a process of its own, until it has predicted. */
async function startAlone() {
  let server;
  try {
    return await timed(async () => {
      server = spawn(
        process.execPath,
        [
          path.join(
            root,
            'packages/model-server/bin/greenroom-model-server.js',
          ),
          '--model_name=iris',
          `--model_dir=${path.join(root, 'examples/models/iris-logreg.onnx')}`,
          '--http_port=0',
        ],
        { stdio: ['ignore', 'ignore', 'inherit', 'ipc'] },
      );
      const { httpPort } = await new Promise((resolve, reject) => {
        server.once('message', resolve);
        server.once('error', reject);
        server.once('exit', code =>
          reject(new Error(`the model server ended (${code})`)),
        );
      });
      const url = `http://127.0.0.1:${httpPort}/v2/models/iris/infer`;
      // It listens before it has loaded its model, and says so.
      while ((await post(url, flower)).status === 503);
    });
  } finally {
    server?.kill('SIGKILL');
  }
}

async function predict(url) {
  const { status, body } = await post(url, flower);
  if (status !== 200) throw new Error(`a wake was answered ${status}: ${body}`);
}

async function timed(work) {
  const start = performance.now();
  await work();
  return performance.now() - start;
}
