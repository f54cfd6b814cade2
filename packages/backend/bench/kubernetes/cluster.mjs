import { fork } from 'node:child_process';
import { setTimeout as delay } from 'node:timers/promises';
import { startNginx } from './nginxInCluster.mjs';
import { Portal } from './Portal.mjs';
import { loadProgram } from './programs.mjs';

const PORT = 8080;
const RATE = 1_000;
const CONNECTIONS = 64;
const LOOK_MS = 1_000;
/** A change is through when nothing was written for so many looks, and exactly those pods are there that are wanted. */
const QUIET_LOOKS = 10;
/** Reads requests and answers them: as little as a model can do. */
const SERVER = `
  require('node:http').createServer((request, response) => {
    request.resume().on('end', () => {
      response.setHeader('content-type', 'application/json');
      response.end('{"outputs":[{"name":"Y","datatype":"INT64","shape":[1],"data":[1]}]}');
    });
  }).listen(${PORT});
`;

/** What is measured on a real cluster, with a portal, gateways and pods of its own. */
export async function measureCluster({ rounds, seconds }) {
  const portal = await Portal.start({});
  try {
    const service = {
      cluster: 'kube',
      namespace: portal.hello.namespaces[0],
      name: 'quick',
    };
    const writes = await measureWrites(portal, service);
    const latency = await measureLatency(portal, service, { rounds, seconds });
    return { writes, latency };
  } finally {
    await portal.stop();
  }
}

/** Objects that the portal wrote, by what was asked for. */
async function measureWrites(portal, service) {
  const during = async change => {
    await portal.look();
    await change();
    const writes = [];
    for (let quiet = 0; quiet < QUIET_LOOKS; ) {
      await delay(LOOK_MS);
      const { writes: more, pods } = await portal.look();
      const { state, replicas } = await portal.call('GET', portal.one(service));
      const isSettled =
        more.length === 0 &&
        state.word === 'Ready' &&
        pods.length === replicas.desired &&
        replicas.ready === replicas.desired;
      quiet = isSettled ? quiet + 1 : 0;
      writes.push(...more);
    }
    return writes;
  };
  const predictor = predictorOf(portal.hello.image);
  const patch = () =>
    portal.call('PATCH', portal.one(service), {
      spec: { predictor: { timeout: 61 } },
    });
  return {
    create: await during(() => portal.deploy(service, predictor)),
    'one field of the pod changed: a new revision': await during(() =>
      portal.call('PATCH', portal.one(service), {
        spec: {
          predictor: {
            containers: predictorOf(portal.hello.image, 'changed').containers,
          },
        },
      }),
    ),
    'one more replica': await during(() =>
      portal.call('POST', `${portal.one(service)}/scale`, {
        minReplicas: 2,
        maxReplicas: 2,
      }),
    ),
    'one replica less': await during(() =>
      portal.call('POST', `${portal.one(service)}/scale`, {
        minReplicas: 1,
        maxReplicas: 1,
      }),
    ),
    'one field of the route changed': await during(patch),
    'the same said again': await during(patch),
    nothing: await during(() => delay(30_000)),
  };
}

function predictorOf(image, changed = 'no') {
  return {
    minReplicas: 1,
    maxReplicas: 1,
    containers: [
      {
        name: 'kserve-container',
        image,
        command: ['/usr/local/bin/node', '-e', SERVER],
        env: [{ name: 'CHANGED', value: changed }],
        ports: [{ containerPort: PORT, protocol: 'TCP' }],
        resources: { requests: { cpu: '20m', memory: '64Mi' } },
      },
    ],
  };
}

/** ms of answers at 1,000 requests a second, by way and round: of the pod itself, through the gateway, and through nginx beside it. */
async function measureLatency(portal, service, { rounds, seconds }) {
  const stops = [];
  try {
    const { value: token } = await portal.call(
      'POST',
      `${portal.one(service)}/tokens`,
      { name: 'bench' },
    );
    const { pods } = await portal.look();
    const pod = pods.find(({ name }) => name.startsWith(service.name));
    const gateway = new URL(portal.hello.gatewayUrl);
    const base = `/serving/${service.namespace}/${service.name}`;
    const nginxPort = await startNginx({
      namespace: service.namespace,
      image: portal.hello.image,
      upstream: `${pod.ip}:${PORT}`,
    });
    const ways = {
      direct: { host: pod.ip, port: PORT, base: '' },
      gateway: {
        host: gateway.hostname,
        port: Number(gateway.port),
        base,
        token,
      },
      ...(nginxPort && {
        nginx: { host: gateway.hostname, port: nginxPort, base: '' },
      }),
    };
    const generator = fork(loadProgram, [], { execArgv: ['--no-deprecation'] });
    stops.push(() => generator.kill());
    const turn = ({ base: prefix, ...target }, length) =>
      new Promise(resolve => {
        generator.once('message', resolve);
        generator.send({
          ...target,
          path: `${prefix}/v2/models/${service.name}/infer`,
          connections: CONNECTIONS,
          rate: RATE,
          seconds: length,
        });
      });
    await known(ways.gateway, service);
    const figures = { errors: 0 };
    for (let round = -1; round < rounds; round += 1) {
      for (const [name, way] of Object.entries(ways)) {
        const { latenciesMs, errors, count } = await turn(way, seconds);
        figures.errors += errors + (count === 0 ? 1 : 0);
        // The round before the first warms up
        if (round >= 0) (figures[name] ??= []).push(latenciesMs);
      }
    }
    return figures;
  } finally {
    for (const stop of stops.reverse()) await stop();
  }
}

/** Waits until the gateways know the token. */
async function known({ host, port, base, token }, { name }) {
  for (let tries = 0; tries < 100; tries += 1) {
    const answer = await fetch(
      `http://${host}:${port}${base}/v2/models/${name}/infer`,
      {
        method: 'POST',
        headers: { authorization: `Bearer ${token}` },
        body: '{}',
      },
    );
    await answer.arrayBuffer();
    if (answer.ok) return;
    await delay(100);
  }
  throw new Error('the gateway does not answer for the model');
}
