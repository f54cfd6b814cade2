import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const PORT = 8081;
const NAME = 'bench-nginx';
const HOST = '/host/usr';
const LIMIT = '30s';
/** The node's own nginx with the node's own libraries: no image of it has to be there. */
const PROGRAM = [
  `${HOST}/lib/x86_64-linux-gnu/ld-linux-x86-64.so.2`,
  ...['--library-path', `${HOST}/lib/x86_64-linux-gnu`],
  `${HOST}/sbin/nginx`,
];

/**
 * nginx as a plain proxy with one worker, in a pod that asks for as much as one of our gateway: a process beside the
 * cluster would have the cores before all pods do. Undefined where the node has no nginx; the pod goes with its namespace.
 *
 * @param {{ namespace: string, image: string, upstream: string }} options `image` has Node, `upstream` is `<ip>:<port>`
 */
export async function startNginxPod({ namespace, image, upstream }) {
  await kubectl(
    ['apply', '-n', namespace, '-f', '-'],
    JSON.stringify(podOf(image, upstream)),
  );
  const one = ['-n', namespace, `pod/${NAME}`];
  try {
    await kubectl([
      'wait',
      '--for=condition=Ready',
      `--timeout=${LIMIT}`,
      ...one,
    ]);
  } catch (error) {
    console.log(`no nginx to compare with: ${error.stderr ?? error}`);
    await kubectl(['delete', '--now', ...one]);
    return undefined;
  }
  const ip = await kubectl(['get', ...one, '-o', 'jsonpath={.status.podIP}']);
  return { host: ip, port: PORT };
}

function podOf(image, upstream) {
  const config = `daemon off; worker_processes 1; pid /tmp/pid;
events { worker_connections 4096; }
http { access_log off; client_body_temp_path /tmp/body; proxy_temp_path /tmp/proxy; fastcgi_temp_path /tmp/fastcgi; uwsgi_temp_path /tmp/uwsgi; scgi_temp_path /tmp/scgi;
  upstream replicas { server ${upstream}; keepalive 128; }
  server { listen ${PORT}; keepalive_requests 1000000000;
    location / { proxy_pass http://replicas; proxy_http_version 1.1; proxy_set_header Connection ""; } } }
`;
  const starter = `
    require('node:fs').writeFileSync('/tmp/nginx.conf', ${JSON.stringify(
      config,
    )});
    require('node:child_process').spawn(
      ${JSON.stringify(PROGRAM[0])},
      ${JSON.stringify([
        ...PROGRAM.slice(1),
        '-e',
        'stderr',
        '-c',
        '/tmp/nginx.conf',
      ])},
      { stdio: 'inherit' },
    ).on('exit', code => process.exit(code ?? 1));
  `;
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name: NAME },
    spec: {
      restartPolicy: 'Never',
      terminationGracePeriodSeconds: 0,
      containers: [
        {
          name: 'nginx',
          image,
          imagePullPolicy: 'IfNotPresent',
          command: ['/usr/local/bin/node', '-e', starter],
          readinessProbe: { tcpSocket: { port: PORT }, periodSeconds: 1 },
          // As root it would look for a user to become, in files that the image does not have
          securityContext: { runAsUser: 65532 },
          resources: { requests: { cpu: '100m', memory: '64Mi' } },
          volumeMounts: [
            { name: 'programs', mountPath: HOST, readOnly: true },
            { name: 'scratch', mountPath: '/tmp' },
          ],
        },
      ],
      volumes: [
        { name: 'programs', hostPath: { path: '/usr', type: 'Directory' } },
        { name: 'scratch', emptyDir: {} },
      ],
    },
  };
}

async function kubectl(args, input) {
  const [program, ...first] = process.env.GREENROOM_TEST_KUBECTL.split(' ');
  const called = promisify(execFile)(program, [...first, ...args], {
    env: { ...process.env, KUBECONFIG: process.env.GREENROOM_TEST_KUBECONFIG },
  });
  called.child.stdin.end(input);
  return (await called).stdout;
}
