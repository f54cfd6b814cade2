// What people get wrong: every answer names the thing, the rule and the way out, and nothing is left behind.
import assert from 'node:assert/strict';
import http from 'node:http';
import { rmSync } from 'node:fs';
import { after, afterEach, before, describe, it } from 'node:test';
import { ADDRESSES, CONNECTIONS, DEPLOYMENTS } from './lib/badInputs.mjs';
import { freePort } from '../scripts/lib/freePort.mjs';
import { Portal, processesWith, until } from './lib/portal.mjs';
import { service, Workbench } from './lib/workbench.mjs';
import { wrongRequests } from './lib/wrongRequests.mjs';

const EXITS = "console.error('The licence file is missing'); process.exit(1)";

describe('wrong input', { concurrency: false }, () => {
  let portal;
  let bench;
  let inventory;
  let closedPort;
  let redirecting;
  let visits = 0;

  before(async () => {
    closedPort = await freePort();
    redirecting = http.createServer((_, res) => {
      visits++;
      res.writeHead(302, { location: `http://127.0.0.1:${closedPort}/` }).end();
    });
    await new Promise(resolve => redirecting.listen(0, '127.0.0.1', resolve));
    portal = await Portal.create({
      config: ports => ({
        modelServing: {
          addresses: {
            allowHosts: [
              `localhost:${ports.bucket}`,
              `localhost:${closedPort}`,
              `localhost:${redirecting.address().port}`,
            ],
          },
          local: {
            cache: { limit: '2Mi' },
            programs: {
              'exits-at-once': {
                command: process.execPath,
                args: ['-e', EXITS],
              },
            },
            runtimes: [
              {
                apiVersion: 'serving.kserve.io/v1alpha1',
                kind: 'ClusterServingRuntime',
                metadata: { name: 'exits-at-once' },
                spec: {
                  supportedModelFormats: [{ name: 'onnx', version: '1' }],
                  protocolVersions: ['v2'],
                  containers: [
                    { name: 'kserve-container', command: ['exits-at-once'] },
                  ],
                },
              },
            ],
          },
        },
      }),
    });
    await portal.start();
    bench = new Workbench(portal);
    await Promise.all([
      bench.put('broken/model.onnx', Buffer.from('this is no model')),
      bench.putSample('two/first.onnx', 'iris-logreg.onnx'),
      bench.putSample('two/second.onnx', 'iris-rf.onnx'),
      bench.put('large/model.onnx', Buffer.alloc(3 * 1024 * 1024)),
    ]);
    inventory = await bench.wholeInventory();
  });

  after(async () => {
    redirecting?.close();
    await portal?.destroy();
  });

  describe('connection tests', () => {
    for (const {
      what,
      values,
      path,
      says,
      code = 'CONNECTION_FAILED',
    } of CONNECTIONS) {
      it(`explain ${what}`, async () => {
        const answer = await portal.api('POST', '/connections/test', {
          ...bench.connection(
            'unsaved',
            values?.({ closedPort, redirectPort: redirecting.address().port }),
          ),
          path,
        });
        assert.equal(answer.status, 200, JSON.stringify(answer.body));
        assert.equal(answer.body.ok, false);
        assert.equal(answer.body.code, code);
        assert.match(answer.body.message, says);
        assert.equal(answer.body.steps.at(-1).ok, false);
      });
    }

    for (const address of ADDRESSES) {
      it(`refuse http://${address}`, async () => {
        const { body } = await portal.api(
          'POST',
          '/connections/test',
          bench.connection('unsaved', { AWS_S3_ENDPOINT: `http://${address}` }),
        );
        assert.equal(body.ok, false);
        assert.equal(body.steps.at(-1).name, 'address');
        assert.match(body.message, /not allowed|was not found/);
        assert.match(body.message, /another address|spelling/);
      });
    }

    it('leave nothing behind and follow no redirect', async () => {
      assert.ok(visits > 0);
      await bench.nothingLeftSince(inventory);
    });
  });

  // A test that fails leaves something behind: the next one should not fail for it.
  afterEach(async () => {
    for (const name of ['odd', 'inside', 'exits']) {
      await portal.api('DELETE', `/deployments/local/demo/${name}`);
      await until(
        `${name} is gone`,
        async () =>
          (
            await portal.api('GET', `/deployments/local/demo/${name}`)
          ).status === 404,
      );
      await portal.api('DELETE', `/connections/local/demo/${name}`);
    }
  });

  describe('stored connections', () => {
    for (const address of [
      '127.0.0.1:1',
      '169.254.169.254',
      '[::ffff:127.0.0.1]',
      '2130706433',
    ]) {
      it(`to http://${address} are refused wherever they are used: test, browse and fetch`, async () => {
        await bench.connect('inside', { AWS_S3_ENDPOINT: `http://${address}` });
        const test = await portal.api(
          'POST',
          '/connections/local/demo/inside/test',
          {},
        );
        assert.match(test.body.message, /not allowed.*ask the platform team/);
        const browse = await portal.api(
          'GET',
          '/connections/local/demo/inside/browse',
        );
        assert.equal(browse.status, 400);
        assert.match(browse.body.error.message, /not allowed/);
        await bench.deploy(service('inside', { connection: 'inside' }));
        const finding = await bench.finding('inside', 'StorageUnreachable');
        assert.match(finding.detail, /not allowed.*ask the platform team/);
        const refused = await portal.api(
          'DELETE',
          '/connections/local/demo/inside',
        );
        assert.equal(refused.status, 409);
        assert.match(refused.body.error.message, /is used by .*inside/);
        await bench.remove('inside');
        await bench.disconnect('inside');
        await bench.nothingLeftSince(inventory);
      });
    }
  });

  describe('deployments that cannot run', () => {
    for (const {
      what,
      code,
      spec,
      connection,
      headline,
      detail,
    } of DEPLOYMENTS) {
      it(`say so: ${what}`, async () => {
        const name = 'odd';
        const values = connection?.({
          closedPort,
          redirectPort: redirecting.address().port,
        });
        if (values) await bench.connect(name, values);
        await bench.deploy(
          service(name, { ...(values && { connection: name }), ...spec }),
        );
        const { action, ...finding } = await bench.finding(name, code);
        assert.match(finding.headline, headline);
        assert.match(finding.detail, detail);
        assert.ok(action.length > 20);
        await bench.settled(name, 'failed');
        await bench.remove(name);
        if (values) await bench.disconnect(name);
        await bench.nothingLeftSince(inventory);
      });
    }

    it('say why a program that ends at once is not started in a circle', async () => {
      await bench.deploy(service('exits', { runtime: 'exits-at-once' }));
      const { state } = await bench.finding('exits', 'ModelLoadFailed');
      const details = state.findings.map(({ detail }) => detail).join('\n');
      assert.match(details, /exit code 1/);
      assert.match(details, /The licence file is missing/);
      const waiting = await until('it waits for its next start', async () => {
        const { revisions } = await bench.get('exits');
        return revisions[0].facts.replicas.find(
          ({ state, restarts }) => state === 'backoff' && restarts > 0,
        );
      });
      assert.ok(waiting.nextStartAt > waiting.lastExit.at);
      await until('the log of the run before can be read', async () => {
        const { body } = await portal.api(
          'GET',
          '/deployments/local/demo/exits/logs?previous=true',
        );
        return body.items.some(({ text }) =>
          text.includes('The licence file is missing'),
        );
      });
      await bench.remove('exits');
      await bench.nothingLeftSince(inventory);
    });
  });

  describe('requests', () =>
    wrongRequests(() => ({ portal, bench, inventory })));

  it('a gateway port that is taken is named with its setting, and nothing stays running', async () => {
    const second = await Portal.create({
      ports: { gateway: portal.ports.gateway },
    });
    try {
      await assert.rejects(second.start(), error => {
        assert.match(error.message, new RegExp(`${portal.ports.gateway}`));
        assert.match(
          error.message,
          /modelServing\.local\.gateway\.port|GREENROOM_GATEWAY_PORT/,
        );
        return true;
      });
      await until(
        'everything of it ended',
        () => processesWith(second.dataDir).length === 0,
      );
      assert.equal((await bench.get('iris')).state.code, 'ready');
    } finally {
      await second.destroy();
      rmSync(second.dataDir, { recursive: true, force: true });
    }
  });
});
