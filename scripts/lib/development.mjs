// The development portal as processes: a bucket, the backend, and the sample that is deployed once.
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  writeFileSync,
} from 'node:fs';
import net from 'node:net';
import path from 'node:path';
import { putObject } from './s3put.mjs';
import { root } from './toolchain.mjs';

const SAMPLES = [
  'iris-logreg.onnx',
  'iris-rf.onnx',
  'iris-xgb.json',
  'digits-mlp.onnx',
];

export class Development {
  #node;
  #env;
  #children = [];
  #ports;
  #secrets;

  /** Values that the configuration needs to be read while building; none of them ends up in the bundle. */
  static placeholderEnv() {
    return {
      GREENROOM_DATA_DIR: '.greenroom',
      GREENROOM_START_TOKEN: 'unused-while-building',
      GREENROOM_SECRET_KEY: 'unused',
    };
  }

  static async create({ node, env, dataDir }) {
    const ports = {
      portal: Number(process.env.GREENROOM_PORT ?? 7007),
      gateway: Number(process.env.GREENROOM_GATEWAY_PORT ?? 8080),
      bucket: Number(process.env.GREENROOM_S3_PORT ?? 9000),
    };
    mkdirSync(path.join(dataDir, 'db'), { recursive: true, mode: 0o700 });
    await assertFree(ports.portal, 'the portal', 'GREENROOM_PORT');
    await assertFree(
      ports.bucket,
      'the development bucket',
      'GREENROOM_S3_PORT',
    );
    // Ours may go on from an earlier start: then it has written where it listens.
    if (gatewayPortOf(dataDir) !== ports.gateway) {
      await assertFree(ports.gateway, 'the gateway', 'GREENROOM_GATEWAY_PORT');
    }
    return new Development({ node, env, dataDir, ports });
  }

  constructor({ node, env, dataDir, ports }) {
    this.#node = node;
    this.#ports = ports;
    this.dataDir = dataDir;
    this.backendLog = path.join(dataDir, 'backend.log');
    this.bucketLog = path.join(dataDir, 'bucket.log');
    this.portalUrl = `http://localhost:${ports.portal}`;
    this.#secrets = keptSecrets(path.join(dataDir, 'secrets.json'));
    this.#env = {
      ...env,
      NODE_ENV: 'development',
      GREENROOM_DATA_DIR: dataDir,
      GREENROOM_PORT: String(ports.portal),
      GREENROOM_GATEWAY_PORT: String(ports.gateway),
      GREENROOM_S3_PORT: String(ports.bucket),
    };
  }

  get isSeeded() {
    return existsSync(path.join(this.dataDir, 'seeded'));
  }

  async startBucket() {
    const credentialsFile = path.join(this.dataDir, 'bucket-credentials.json');
    writeFileSync(credentialsFile, JSON.stringify([this.#bucketKeys()]), {
      mode: 0o600,
    });
    this.#spawn(
      [
        path.join(root, 'packages/dev-s3/dist/main.js'),
        '--dir',
        path.join(this.dataDir, 'bucket'),
        '--port',
        String(this.#ports.bucket),
        '--credentials-file',
        credentialsFile,
      ],
      this.bucketLog,
    );
    await until(
      async () => (await fetch(this.#bucketUrl())).status > 0,
      60_000,
      'the bucket did not answer',
    );
  }

  /** @param onExit - called if it ends by itself after it was ready */
  async startBackend(onExit) {
    const child = this.#spawn(
      [
        '--require',
        require_('@backstage/cli-node/config/nodeTransform.cjs'),
        'src/index.ts',
        '--config',
        path.join(root, 'app-config.yaml'),
        ...localConfig(),
      ],
      this.backendLog,
      {
        cwd: path.join(root, 'packages/backend'),
        // The configuration reads them from here; nothing else is given them
        env: {
          ...this.#env,
          GREENROOM_START_TOKEN: this.#secrets.startToken,
          GREENROOM_SECRET_KEY: this.#secrets.secretKey,
        },
      },
    );
    let isReady = false;
    let exited;
    child.on('exit', (code, signal) => {
      exited = signal ?? code;
      if (isReady) onExit();
    });
    await until(
      async () => {
        if (exited !== undefined)
          throw new Stop(
            `the backend ended (${exited}):\n${tail(this.backendLog, 15)}`,
          );
        return (await fetch(`${this.portalUrl}/.backstage/health/v1/readiness`))
          .ok;
      },
      300_000,
      'the backend did not become ready',
    );
    isReady = true;
  }

  /** Puts the sample models into the bucket, makes a connection to it and deploys iris, by the public API. */
  async seed() {
    for (const file of SAMPLES) {
      const name = file.replace(/\.[a-z]+$/, '');
      await putObject({
        endpoint: this.#bucketUrl(),
        ...this.#bucketKeys(),
        bucket: 'models',
        key: `${name}/${file}`,
        body: readFileSync(path.join(root, 'examples/models', file)),
      });
    }
    const keys = this.#bucketKeys();
    await this.#api('POST', '/connections', {
      namespace: 'demo',
      name: 'samples',
      title: 'Sample models',
      description: 'The development bucket of this machine',
      owner: 'group:default/ml-team',
      type: 's3',
      values: {
        AWS_ACCESS_KEY_ID: keys.accessKeyId,
        AWS_SECRET_ACCESS_KEY: keys.secretAccessKey,
        AWS_S3_ENDPOINT: this.#bucketUrl(),
        AWS_DEFAULT_REGION: 'us-east-1',
        AWS_S3_BUCKET: 'models',
      },
    });
    // Whoever deploys from it is warned as long as nobody has seen it work
    await this.#api('POST', '/connections/local/demo/samples/test', {
      path: SAMPLES[0].replace(/\.[a-z]+$/, ''),
    });
    const { default: yaml } = await import('yaml');
    await this.#api(
      'POST',
      '/deployments',
      yaml.parse(
        readFileSync(path.join(root, 'examples/services/iris.yaml'), 'utf8'),
      ),
    );
    let state;
    await until(
      async () => {
        const deployment = await this.#api(
          'GET',
          '/deployments/local/demo/iris',
        );
        state = deployment.fullState;
        if (state.code === 'failed') throw new Stop(inWords(state));
        return state.code === 'ready';
      },
      180_000,
      () =>
        `the sample model did not become ready: ${
          state ? inWords(state) : 'the portal does not know it'
        }`,
    );
    writeFileSync(
      path.join(this.dataDir, 'seeded'),
      `${new Date().toISOString()}\n`,
    );
  }

  curlLine() {
    const url = `http://localhost:${
      this.#ports.gateway
    }/serving/demo/iris/v2/models/iris/infer`;
    return `curl -s ${url} -H 'content-type: application/json' -d '{"inputs":[{"name":"input","datatype":"FP32","shape":[1,4],"data":[5.1,3.5,1.4,0.2]}]}'`;
  }

  /** SIGINT: models stop too; SIGTERM: they keep serving (see docs/architecture.md). The bucket goes last. */
  async stop(signal) {
    for (const child of [...this.#children].reverse()) {
      if (child.exitCode !== null || child.signalCode !== null) continue;
      const ended = new Promise(resolve => child.once('exit', resolve));
      child.kill(signal);
      const limit = setTimeout(() => child.kill('SIGKILL'), 60_000);
      await ended;
      clearTimeout(limit);
    }
  }

  #bucketKeys() {
    return {
      accessKeyId: 'greenroom-development',
      secretAccessKey: this.#secrets.bucketSecret,
    };
  }

  #bucketUrl() {
    return `http://localhost:${this.#ports.bucket}`;
  }

  async #api(method, apiPath, body) {
    const response = await fetch(
      `${this.portalUrl}/api/model-serving${apiPath}`,
      {
        method,
        headers: {
          authorization: `Bearer ${this.#secrets.startToken}`,
          ...(body && { 'content-type': 'application/json' }),
        },
        body: body && JSON.stringify(body),
      },
    );
    const text = await response.text();
    if (response.status === 409 && method === 'POST') return undefined; // it is there from an earlier, broken-off start
    if (!response.ok)
      throw new Error(
        `${method} ${apiPath} answered ${response.status}: ${text.slice(
          0,
          500,
        )}`,
      );
    return text ? JSON.parse(text) : undefined;
  }

  #spawn(args, logFile, { cwd = root, env = this.#env } = {}) {
    const log = openSync(logFile, 'a', 0o600);
    // Own process group: Ctrl-C in the terminal reaches only the start script, which tells its children in order.
    const child = spawn(this.#node, args, {
      cwd,
      env,
      stdio: ['ignore', log, log],
      detached: true,
    });
    closeSync(log);
    this.#children.push(child);
    return child;
  }
}

/** A condition that will never come true. */
class Stop extends Error {}

async function until(condition, limitMs, message) {
  const deadline = Date.now() + limitMs;
  for (;;) {
    try {
      if (await condition()) return;
    } catch (error) {
      if (error instanceof Stop) throw error;
    }
    if (Date.now() > deadline) {
      const text = typeof message === 'function' ? message() : message;
      throw new Error(`${text} (waited ${limitMs / 1000} s)`);
    }
    await new Promise(resolve => setTimeout(resolve, 200));
  }
}

function assertFree(port, what, variable) {
  return new Promise((resolve, reject) => {
    const server = net.createServer();
    server.once('error', error =>
      reject(
        error.code === 'EADDRINUSE'
          ? new Error(
              `port ${port}, wanted for ${what} (${variable}), is in use by another program`,
            )
          : error,
      ),
    );
    server.listen(port, '127.0.0.1', () => server.close(() => resolve()));
  });
}

/** The port of a gateway that was started on this data and not ended. */
function gatewayPortOf(dataDir) {
  try {
    const file = path.join(dataDir, 'local/gateway/state.json');
    return JSON.parse(readFileSync(file, 'utf8')).port;
  } catch {
    return undefined; // there is none, or it is no gateway's
  }
}

/** A deployment's state with what is behind it. */
function inWords({ headline, findings }) {
  return [headline, ...findings.map(({ detail }) => detail)]
    .filter(Boolean)
    .join('; ');
}

/** Secrets of this clone's development portal: made once, readable by its user only. */
function keptSecrets(file) {
  if (existsSync(file)) return JSON.parse(readFileSync(file, 'utf8'));
  const secrets = {
    startToken: randomBytes(24).toString('hex'),
    secretKey: randomBytes(32).toString('base64'),
    bucketSecret: randomBytes(24).toString('hex'),
  };
  writeFileSync(`${file}.new`, JSON.stringify(secrets), { mode: 0o600 });
  renameSync(`${file}.new`, file);
  return secrets;
}

/** What this clone adds to app-config.yaml, and what GREENROOM_CONFIG names on top; later files win. */
function localConfig() {
  const local = path.join(root, 'app-config.local.yaml');
  const files = [
    ...(existsSync(local) ? [local] : []),
    ...(process.env.GREENROOM_CONFIG ?? '').split(path.delimiter),
  ];
  return files
    .filter(file => file !== '')
    .flatMap(file => ['--config', path.resolve(root, file)]);
}

function require_(id) {
  return path.join(root, 'node_modules', id);
}

function tail(file, lines) {
  return readFileSync(file, 'utf8').trim().split('\n').slice(-lines).join('\n');
}
