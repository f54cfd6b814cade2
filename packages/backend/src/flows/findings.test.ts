import { createServer, type AddressInfo, type Server } from 'node:net';
import {
  findingTable,
  type DeploymentDetail,
  type EventView,
  type Finding,
  type FindingCode,
} from '@greenroom/backstage-plugin-model-serving-common';
import { S3Client, PutObjectCommand } from '@aws-sdk/client-s3';
import knexFactory from 'knex';
import {
  findingCases,
  findingsElsewhere,
  type FindingCase,
} from './__testUtils__/findingCases';
import { freePort } from './__testUtils__/freePort';
import { bucketKeys } from './__testUtils__/SampleBucket';
import {
  Deployments,
  misbehaving,
  programs,
  runtime,
  TestPortal,
  until,
} from './__testUtils__';

jest.setTimeout(600_000);

describe('what goes wrong on the local cluster is said', () => {
  let portal: TestPortal;
  let deployments: Deployments;
  let blocked: TestPortal;
  let withoutRoute: Deployments;
  let squatter: Server;
  const seen = new Set<FindingCode>();
  const deployed = new Map<FindingCase, Promise<void>>();

  beforeAll(async () => {
    squatter = createServer();
    await new Promise<void>(resolve => {
      squatter.listen(0, '127.0.0.1', resolve);
    });
    const { port } = squatter.address() as AddressInfo;
    const nobody = `127.0.0.1:${await freePort()}`;
    portal = await TestPortal.create(
      'allow-all',
      'stop',
      programs,
      {},
      {
        // Long enough for all that are to start, side by side, on a machine that has other work
        startTimeoutSeconds: 60,
        cache: { limit: '8Mi' },
        runtimes: [
          misbehaving('crash-at-start'),
          misbehaving('crash-when-ready'),
          misbehaving('answer-once'),
          misbehaving('never-listen'),
          misbehaving('hoard'),
          misbehaving('refuse'),
          misbehaving('take-time'),
          runtime('fixed-port', {
            command: ['misbehaving'],
            args: ['--behaviour=none', `--port=${port}`],
            ports: [{ containerPort: port }],
          }),
          runtime('not-installed', { command: ['not-installed'] }),
          ...['to-ask', 'to-vanish', 'to-disable'].map(later =>
            runtime(later, { command: ['not-installed'] }),
          ),
        ],
      },
    );
    deployments = new Deployments(portal);
    blocked = await TestPortal.create(
      'allow-all',
      'stop',
      {},
      {},
      { gateway: { port, workers: 1 } },
    );
    withoutRoute = new Deployments(blocked);
    await withoutRoute.connect('samples');
    // Its cluster may take its time to be there
    await until('it is deployed', async () => {
      const service = withoutRoute.service('unreachable', 'samples');
      const answer = await withoutRoute.call('POST', '/deployments', service);
      return answer.status === 201;
    });
    await put('broken/model.onnx', Buffer.from('this is no model'));
    await put('large/model.onnx', Buffer.alloc(9 * 2 ** 20));
    await deployments.connect('samples');
    await connect('forgotten', {});
    await connect('wrong-key', { AWS_SECRET_ACCESS_KEY: 'wrong' });
    await connect('nobody', { AWS_S3_ENDPOINT: `http://${nobody}` });
    // All at once: most of them take their time to go wrong
    for (const wanted of findingCases) deployed.set(wanted, deploy(wanted));
    await Promise.allSettled(deployed.values());
  });

  afterAll(async () => {
    await Promise.all([portal?.close(), blocked?.close()]);
    squatter?.close();
  });

  const early = findingCases.filter(({ isLate }) => !isLate);
  describe.each(early)('$code: $situation', wanted => {
    says(wanted);
  });

  it('RouteNotReady: another program has the port of the gateway', async () => {
    const detail = await withoutRoute.untilSeen(
      'unreachable',
      ({ fullState }) => fullState.code === 'failed',
    );
    seen.add('RouteNotReady');
    expect(detail.fullState).toMatchObject({
      headline: 'Replicas are ready, but no route leads to them',
      findings: [
        {
          code: 'RouteNotReady',
          severity: 'error',
          detail: expect.stringMatching(/PortTaken: port \d+ is in use/),
          action: findingTable.RouteNotReady.action,
          fixableBy: 'platform',
        },
      ],
    });
  });

  it('ClusterRemoved: the cluster was taken out of the configuration', async () => {
    await blocked.stop();
    blocked.cluster = 'another';
    await blocked.start();
    const { fullState } = await withoutRoute.untilSeen(
      'unreachable',
      detail => detail.fullState.code === 'unknown',
    );
    seen.add('ClusterRemoved');
    expect(fullState.headline).toBe(
      'Its cluster is not configured any more; last known: Failed',
    );
    expect(fullState.findings[0]).toMatchObject({
      code: 'ClusterRemoved',
      headline: 'Its cluster is not configured any more',
      detail: expect.stringContaining("'local' is not configured any more"),
      action: findingTable.ClusterRemoved.action,
      fixableBy: 'platform',
    });
  });

  describe('after a restart that finds things changed', () => {
    beforeAll(async () => {
      await portal.stop();
      await forgetConnection('forgotten');
      portal.local = {
        ...portal.local,
        gateway: {
          host: '0.0.0.0',
          port: Number(new URL(portal.gatewayUrl).port),
          workers: 1,
        },
        runtimes: [
          runtime('to-ask', {
            command: ['misbehaving'],
            args: ['{{.Nothing}}'],
          }),
          runtime(
            'to-disable',
            { command: ['misbehaving'] },
            { disabled: true },
          ),
        ],
      };
      await portal.start();
      await until('it answers', () =>
        deployments.get('invalidspec').catch(() => undefined),
      );
    });

    const late = findingCases.filter(({ isLate }) => isLate);
    describe.each(late)('$code: $situation', wanted => {
      says(wanted);
    });
  });

  it('no finding that can occur here was left out', () => {
    const all = Object.keys(findingTable) as FindingCode[];
    const expected = all.filter(code => !(code in findingsElsewhere));
    expect([...seen].sort()).toEqual(expected.sort());
  });

  it('events are counted, not repeated, the newest first', async () => {
    const events = await eventsOf('crashloop');
    const keys = events.map(({ type, reason, message, object }) =>
      JSON.stringify([type, reason, message, object]),
    );
    expect(new Set(keys).size).toBe(keys.length);
    const times = events.map(({ lastSeen }) => lastSeen);
    expect(times).toEqual([...times].sort().reverse());
    const exits = events.filter(
      ({ message, object = '' }) =>
        message === 'A replica ended: Error, exit code 3.' &&
        object.startsWith('crashloop-predictor-00001/'),
    );
    expect(Math.max(...exits.map(({ count }) => count))).toBeGreaterThan(1);
  });

  /** The tests of one case. */
  function says(wanted: FindingCase): void {
    const name = nameOf(wanted);
    let detail: DeploymentDetail;
    let finding: Finding;

    it('is found', async () => {
      await deployed.get(wanted);
      await wanted.then?.(deployments, name);
      detail = await deployments.untilSeen(
        name,
        ({ fullState }) =>
          fullState.code === wanted.state &&
          fullState.findings.some(({ code }) => code === wanted.code),
      );
      finding = detail.fullState.findings.find(
        ({ code }) => code === wanted.code,
      )!;
      seen.add(wanted.code);
      const row = findingTable[wanted.code];
      expect(finding).toMatchObject({
        severity: wanted.severity ?? 'error',
        headline: expect.stringMatching(wanted.headline),
        action: expect.stringContaining(
          wanted.code === 'UpdateFailing' ? 'roll back' : row.action,
        ),
        fixableBy: row.fixableBy,
      });
      expect(finding.detail ?? '').toMatch(wanted.detail ?? /^/);
      const isHeadline = detail.fullState.headline === finding.headline;
      expect(isHeadline || wanted.state !== 'failed').toBe(true);
    });

    it('leaves an event', async () => {
      const event = await until('the event is there', async () => {
        const events = await eventsOf(name);
        return events.find(({ reason }) => reason === wanted.code);
      });
      expect(event).toMatchObject({ type: 'Warning' });
      expect(event.message).not.toBe('');
    });
  }

  /** As in a database that was restored from a copy which is older than the connection. */
  async function forgetConnection(name: string): Promise<void> {
    const knex = knexFactory({
      client: 'better-sqlite3',
      connection: { filename: portal.databaseFile('model-serving') },
      useNullAsDefault: true,
    });
    await knex('resources').where({ kind: 'Connection', name }).delete();
    await knex.destroy();
  }

  async function call(method: string, path: string, body?: unknown) {
    const answer = await deployments.call(method, path, body);
    if (answer.status >= 300) {
      throw new Error(
        `${path}: ${answer.status} ${JSON.stringify(answer.body)}`,
      );
    }
    return answer.body;
  }

  async function eventsOf(name: string): Promise<readonly EventView[]> {
    const path = `/deployments/local/demo/${name}/events`;
    return (await call('GET', path)).items;
  }

  async function connect(name: string, values: Record<string, string>) {
    await call('POST', '/connections', {
      namespace: 'demo',
      name,
      type: 's3',
      values: {
        AWS_ACCESS_KEY_ID: bucketKeys.accessKeyId,
        AWS_SECRET_ACCESS_KEY: bucketKeys.secretAccessKey,
        AWS_S3_ENDPOINT: portal.bucket.url,
        AWS_S3_BUCKET: 'models',
        ...values,
      },
    });
  }

  async function put(Key: string, Body: Buffer) {
    const client = new S3Client({
      endpoint: portal.bucket.url,
      region: 'us-east-1',
      forcePathStyle: true,
      // The client adds to the object that it is given
      credentials: { ...bucketKeys },
    });
    await client.send(new PutObjectCommand({ Bucket: 'models', Key, Body }));
    client.destroy();
  }

  async function deploy(wanted: FindingCase) {
    const service = deployments.service(nameOf(wanted), 'samples');
    const { predictor } = service.spec;
    const { annotations } = wanted;
    await call('POST', '/deployments', {
      ...service,
      metadata: {
        ...service.metadata,
        ...(annotations ? { annotations } : {}),
      },
      spec: {
        predictor: {
          ...predictor,
          model: { ...predictor.model, ...wanted.model },
          ...wanted.predictor,
        },
      },
    });
  }

  function nameOf({ code, situation }: FindingCase): string {
    const same = findingCases.filter(other => other.code === code);
    const index = same.findIndex(other => other.situation === situation);
    return `${code.toLowerCase()}${index > 0 ? index + 1 : ''}`;
  }
});
