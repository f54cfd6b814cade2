import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const PORT = 8081;
const NAME = 'bench-nginx';
const HOST = '/host/usr';
const LIMIT = '30s';
/** As our gateway is installed: `deploy/kustomize/gateway`. */
const REPLICAS = 2;
const WORKERS = 1;
/** The node's own nginx with the node's own libraries: no image of it has to be there. */
const PROGRAM = [
  `${HOST}/lib/x86_64-linux-gnu/ld-linux-x86-64.so.2`,
  ...['--library-path', `${HOST}/lib/x86_64-linux-gnu`],
  `${HOST}/sbin/nginx`,
];

/**
 * nginx as a plain proxy, installed and reached as our gateway is: as many pods and workers with the same requests and the
 * same restrictions, behind a NodePort. A process beside the cluster would have the cores before all pods do, and its
 * system calls would be checked by nobody. Undefined where the node has no nginx; it goes with its namespace.
 *
 * @param {{ namespace: string, image: string, upstream: string }} options `image` has Node, `upstream` is `<ip>:<port>`
 * @returns {Promise<number | undefined>} the port of the node
 */
export async function startNginx({ namespace, image, upstream }) {
  const labels = { app: NAME };
  await kubectl(
    ['apply', '-n', namespace, '-f', '-'],
    JSON.stringify({
      apiVersion: 'v1',
      kind: 'List',
      items: [
        {
          apiVersion: 'apps/v1',
          kind: 'Deployment',
          metadata: { name: NAME },
          spec: {
            replicas: REPLICAS,
            selector: { matchLabels: labels },
            template: { metadata: { labels }, spec: podOf(image, upstream) },
          },
        },
        {
          apiVersion: 'v1',
          kind: 'Service',
          metadata: { name: NAME },
          spec: {
            type: 'NodePort',
            selector: labels,
            ports: [{ port: 80, targetPort: PORT }],
          },
        },
      ],
    }),
  );
  const deployment = ['-n', namespace, `deployment/${NAME}`];
  try {
    await kubectl(['rollout', 'status', `--timeout=${LIMIT}`, ...deployment]);
  } catch (error) {
    console.log(`no nginx to compare with: ${error.stderr ?? error}`);
    await kubectl(['delete', ...deployment]);
    return undefined;
  }
  const port = await kubectl([
    ...['get', '-n', namespace, `service/${NAME}`],
    ...['-o', 'jsonpath={.spec.ports[0].nodePort}'],
  ]);
  return Number(port);
}

function podOf(image, upstream) {
  const config = `daemon off; worker_processes ${WORKERS}; pid /tmp/pid;
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
    terminationGracePeriodSeconds: 0,
    securityContext: {
      runAsNonRoot: true,
      runAsUser: 1000,
      seccompProfile: { type: 'RuntimeDefault' },
    },
    containers: [
      {
        name: 'nginx',
        image,
        imagePullPolicy: 'IfNotPresent',
        command: ['/usr/local/bin/node', '-e', starter],
        readinessProbe: { tcpSocket: { port: PORT }, periodSeconds: 1 },
        resources: { requests: { cpu: '100m', memory: '192Mi' } },
        securityContext: {
          allowPrivilegeEscalation: false,
          readOnlyRootFilesystem: true,
          capabilities: { drop: ['ALL'] },
        },
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
