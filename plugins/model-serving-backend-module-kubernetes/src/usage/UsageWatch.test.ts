import { eventually } from '../__testUtils__/eventually';
import { FakeApiServer } from '../__testUtils__/FakeApiServer';
import { HeldSleep } from '../__testUtils__/HeldSleep';
import { KubeClient } from '../client';
import { UsageWatch } from './UsageWatch';

const EVERY_MS = 30_000;
const ABSENT_MS = 300_000;
const SPREAD_MS = 20_000;
const PATH = '/apis/metrics.k8s.io/v1beta1/namespaces/demo/pods';

const measured = (name: string, cpu: string) => ({
  metadata: { namespace: 'demo', name },
  timestamp: '2026-01-02T03:04:05Z',
  containers: [{ name: 'kserve-container', usage: { cpu, memory: '64Mi' } }],
});

describe('UsageWatch, over a real connection', () => {
  let server: FakeApiServer;
  let client: KubeClient;
  let sleep: HeldSleep;
  let watch: UsageWatch;
  let hasPods: boolean;
  /** What the metrics API says; undefined: there is none. */
  let usage: readonly object[] | undefined;

  beforeEach(async () => {
    server = await FakeApiServer.create();
    client = KubeClient.create(server.kubeConfig());
    sleep = new HeldSleep(EVERY_MS);
    hasPods = true;
    usage = undefined;
    server.answer = (_request, response) => {
      response.writeHead(usage ? 200 : 404);
      response.end(JSON.stringify(usage ? { items: usage } : {}));
      return true;
    };
  });

  afterEach(async () => {
    await watch.close();
    client.close();
    await server.close();
  });

  const start = (...scope: string[]) => {
    watch = UsageWatch.start({
      client,
      scope: scope.length > 0 ? scope : ['demo'],
      labelSelector: 'of=ours',
      hasPods: () => hasPods,
      sleep: sleep.sleep,
    });
  };
  const looked = (pause: number) =>
    eventually('it has looked', () => sleep.count(pause) === 1);
  const again = async (before: number, after: number) => {
    sleep.wake(before);
    await looked(after);
  };

  it('knows what pods use, as it was said last', async () => {
    usage = [measured('a', '250m'), measured('b', '1')];
    start();
    await looked(EVERY_MS);
    expect(watch.of('demo', 'a')).toEqual({
      cpuCores: 0.25,
      memoryBytes: 67_108_864,
      measuredAt: '2026-01-02T03:04:05.000Z',
    });
    expect(watch.of('demo', 'c')).toBeUndefined();
    expect(watch.of('other', 'a')).toBeUndefined();
    expect(watch.problems).toBeUndefined();
    usage = [measured('a', '500m')];
    await again(EVERY_MS, EVERY_MS);
    expect(watch.of('demo', 'a')?.cpuCores).toBe(0.5);
    expect(watch.of('demo', 'b')).toBeUndefined();
    expect(server.calls).toEqual([`GET ${PATH}`, `GET ${PATH}`]);
  });

  it('says what is needed where there is no metrics API, and finds it when it is there', async () => {
    start();
    await looked(ABSENT_MS);
    expect(watch.problems?.demo).toContain('metrics-server');
    usage = [measured('a', '250m')];
    await again(ABSENT_MS, EVERY_MS);
    expect(watch.problems).toBeUndefined();
    expect(watch.of('demo', 'a')?.cpuCores).toBe(0.25);
  });

  it.each`
    what                 | status | pause        | says
    ${'may not be read'} | ${403} | ${ABSENT_MS} | ${'role'}
    ${'does not answer'} | ${503} | ${EVERY_MS}  | ${'no: 503'}
  `(
    'forgets what it knew when the metrics API $what, and says so',
    async ({ status, pause, says }) => {
      usage = [measured('a', '250m')];
      start();
      await looked(EVERY_MS);
      server.fault = () => status;
      await again(EVERY_MS, pause);
      expect(watch.of('demo', 'a')).toBeUndefined();
      expect(watch.problems?.demo).toContain(says);
    },
  );

  it.each`
    what                     | known                      | here                                             | there
    ${'there is none'}       | ${undefined}               | ${expect.stringContaining('has no metrics API')} | ${'has no metrics API'}
    ${'it may be read here'} | ${[measured('a', '250m')]} | ${undefined}                                     | ${"may not read the metrics API in the project 'closed'"}
  `(
    'says of rights that only another project lacks nothing here, and there what is so, where $what',
    async ({ known, here, there }) => {
      usage = known;
      const { answer } = server;
      server.answer = (request, response) => {
        if (!request.url?.includes('/closed/'))
          return answer(request, response);
        response.writeHead(403).end('{}');
        return true;
      };
      start('closed', 'demo');
      await eventually(
        'it has looked at both',
        () => sleep.count(ABSENT_MS) + sleep.count(2 * SPREAD_MS) === 2,
      );
      expect(watch.problems?.demo).toEqual(here);
      expect(watch.problems?.closed).toContain(there);
    },
  );

  it('asks for nothing while there is no pod', async () => {
    usage = [measured('a', '250m')];
    hasPods = false;
    start();
    await looked(EVERY_MS);
    expect(server.calls).toEqual([]);
    hasPods = true;
    await again(EVERY_MS, EVERY_MS);
    expect(watch.of('demo', 'a')?.cpuCores).toBe(0.25);
  });
});

it.each`
  namespaces | everyMs
  ${1}       | ${30_000}
  ${50}      | ${1_000_000}
`(
  'asks each of $namespaces namespaces every $everyMs ms',
  async ({ namespaces, everyMs }) => {
    const server = await FakeApiServer.create();
    const pauses: number[] = [];
    const watch = UsageWatch.start({
      client: KubeClient.create(server.kubeConfig()),
      scope: Array.from({ length: namespaces }, (_, i) => `team-${i}`),
      labelSelector: 'a=b',
      hasPods: () => false,
      sleep: (ms, signal) => {
        pauses.push(ms);
        return new Promise(resolve => {
          signal.addEventListener('abort', () => resolve());
        });
      },
    });
    await new Promise(resolve => setImmediate(resolve));
    await watch.close();
    await server.close();
    expect(pauses).toEqual(Array(namespaces).fill(everyMs));
  },
);
