import type { LogLine } from '@greenroom/backstage-plugin-model-serving-common';
import type { LogQuery } from '@greenroom/backstage-plugin-model-serving-node';
import { testObserved, testRuntime, testService } from '../store/__testUtils__';
import { eventually, FakeDriver } from '../testing';
import {
  apiDocument,
  ApiTestBed,
  authorization,
  type Caller,
} from './__testUtils__';

const IRIS = '/deployments/local/demo/iris';

/** A driver whose log goes on until it is told to stop. */
class TalkingDriver extends FakeDriver {
  asked: LogQuery | undefined;
  isTalking = false;

  async *logs(query?: LogQuery): AsyncIterable<LogLine> {
    this.asked = query;
    this.isTalking = true;
    try {
      for (let i = 0; i < (query?.tail ?? 0); i++)
        yield { replica: 'r1', text: `line ${i}` };
      while (query?.follow && !query.signal?.aborted) {
        yield { replica: 'r1', text: 'and on' };
        await new Promise(resolve => setImmediate(resolve));
      }
    } finally {
      this.isTalking = false;
    }
  }
}

describe('createRouter', () => {
  let bed: ApiTestBed;
  let driver: TalkingDriver;

  beforeEach(async () => {
    driver = new TalkingDriver();
    bed = await ApiTestBed.create({ driver });
  });

  afterEach(() => bed.close());

  async function deploy() {
    const { body } = await bed.call(
      'alice',
      'POST',
      '/deployments',
      testService({ owner: 'group:default/a' }),
    );
    return body.uid;
  }

  it('has exactly the routes of its document', () => {
    expect([...bed.routes].sort()).toEqual([...apiDocument.operations].sort());
  });

  it('serves its document to those who are signed in', async () => {
    await expect(
      bed.call('anonymous', 'GET', '/openapi.json'),
    ).resolves.toMatchObject({ status: 401 });
    await expect(
      bed.call('alice', 'GET', '/openapi.json'),
    ).resolves.toMatchObject({
      status: 200,
      body: { openapi: '3.1.0', info: { title: 'model-serving' } },
    });
  });

  it.each(['/runtimes', '/clusters'])(
    'GET %s refuses the anonymous and unknown parameters',
    async path => {
      await expect(bed.call('anonymous', 'GET', path)).resolves.toMatchObject({
        status: 401,
      });
      await expect(
        bed.call('alice', 'GET', `${path}?x=1`),
      ).resolves.toMatchObject({ status: 400 });
    },
  );

  it('lists clusters with what they can do', async () => {
    const { body } = await bed.call('alice', 'GET', '/clusters');
    expect(body.items).toEqual([
      expect.objectContaining({ name: 'local', isDefault: true }),
      expect.objectContaining({ name: 'far', isDefault: false }),
    ]);
  });

  it('lists runtimes of the cluster and of the project, with use and availability', async () => {
    const uid = await deploy();
    await bed.stores.resources.updateObserved(
      uid,
      undefined,
      testObserved('ready', {
        runtime: {
          kind: 'ClusterServingRuntime',
          name: 'onnx-server',
          title: 'ONNX server',
        },
      }),
    );
    const own = testRuntime({
      kind: 'ServingRuntime',
      name: 'own',
      namespace: 'demo',
      format: 'PMML',
    });
    await bed.stores.resources.create('ServingRuntime', 'local', own, {
      action: 'create',
    });
    driver.runtimeProblem = async () => 'not installed';

    const all = await bed.call(
      'alice',
      'GET',
      '/runtimes?cluster=local&namespace=demo',
    );
    expect(all.body).toMatchObject({
      totalItems: 2,
      items: [
        {
          name: 'onnx-server',
          title: 'ONNX server',
          usedBy: 1,
          available: false,
          unavailableReason: 'not installed',
          entityRef: 'resource:default/onnx-server_cluster-runtime',
        },
        {
          name: 'own',
          namespace: 'demo',
          usedBy: 0,
          entityRef: 'resource:demo/own_runtime',
        },
      ],
    });
    const some = await bed.call('alice', 'GET', '/runtimes?format=pmml');
    expect(some.body).toMatchObject({
      totalItems: 1,
      items: [{ name: 'own' }],
    });
    const elsewhere = await bed.call(
      'alice',
      'GET',
      '/runtimes?namespace=prod',
    );
    expect(elsewhere.body.totalItems).toBe(1);
    await expect(bed.call('nobody', 'GET', '/runtimes')).resolves.toMatchObject(
      { status: 200, body: { totalItems: 0 } },
    );
    await expect(
      bed.call('alice', 'GET', '/runtimes?cluster=moon'),
    ).resolves.toMatchObject({ status: 400 });
  });

  it('still lists runtimes when the cluster does not say whether it can start them', async () => {
    driver.runtimeProblem = async () => {
      throw new Error('cluster is down');
    };
    const { body } = await bed.call('alice', 'GET', '/runtimes');
    expect(body.items).toEqual([
      expect.objectContaining({
        available: false,
        unavailableReason: expect.stringContaining('cluster is down'),
      }),
    ]);
  });

  describe('logs', () => {
    beforeEach(deploy);

    it('answer with the last lines', async () => {
      const { body } = await bed.call(
        'alice',
        'GET',
        `${IRIS}/logs?tail=2&replica=r1&container=aside&previous=true`,
      );
      expect(body.items).toEqual([
        { replica: 'r1', text: 'line 0' },
        { replica: 'r1', text: 'line 1' },
      ]);
      expect(driver.asked).toMatchObject({
        tail: 2,
        replica: 'r1',
        container: 'aside',
        previous: true,
        follow: false,
      });
      expect(bed.audit.at(-1)).toMatchObject({
        eventId: 'logs-fetch',
        outcome: 'success',
      });
    });

    it.each(['tail=0', 'tail=100000', 'follow=yes'])(
      'refuse ?%s',
      async query => {
        await expect(
          bed.call('alice', 'GET', `${IRIS}/logs?${query}`),
        ).resolves.toMatchObject({ status: 400 });
      },
    );

    it('stream until the client leaves, and no longer', async () => {
      const leave = new AbortController();
      const response = await fetch(
        `${bed.url}${IRIS}/logs?follow=true&tail=1`,
        {
          headers: authorization('alice'),
          signal: leave.signal,
        },
      );
      expect(response.headers.get('content-type')).toContain(
        'application/x-ndjson',
      );
      const reader = response.body!.getReader();
      const { value } = await reader.read();
      const [first] = Buffer.from(value!).toString().split('\n');
      expect(JSON.parse(first)).toEqual({ replica: 'r1', text: 'line 0' });
      expect(driver.isTalking).toBe(true);
      leave.abort();
      await eventually('the driver stops', () => !driver.isTalking);
    });

    it.each<[Caller, number]>([
      ['anonymous', 401],
      ['bob', 404],
    ])('are no stream for %s', async (as, status) => {
      await expect(
        bed.call(as, 'GET', `${IRIS}/logs?follow=true`),
      ).resolves.toMatchObject({ status });
      expect(driver.asked).toBeUndefined();
    });
  });

  it('keeps answers, audit and history true to one another over a whole life', async () => {
    await deploy();
    await bed.call('alice', 'POST', `${IRIS}/scale`, { minReplicas: 2 });
    await bed.call('alice', 'POST', `${IRIS}/stop`);
    await bed.call('alice', 'DELETE', IRIS);
    const { body } = await bed.call('alice', 'GET', `${IRIS}/history`);
    const done = bed.audit.flatMap(({ eventId, meta }) =>
      eventId === 'deployment-mutate' ? [meta.actionType] : [],
    );
    expect(
      body.items.map(({ action }: { action: string }) => action).reverse(),
    ).toEqual(done);
  });
});
