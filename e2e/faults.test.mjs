// What breaks while people call models: who notices what, and how long it takes until all is well again.
//
// A request that fails is allowed only where a process that held it was killed:
// - a replica: what was under way inside it gets 502 UpstreamReset, at most one for each connection; everything else is
//   sent once more to another replica, which is allowed where the connection was refused, or was idle and ended before
//   the first byte of an answer (nothing can have been done with the request);
// - a gateway worker: its own connections break off, at most one request for each;
// - the gateway's supervisor: none, but for a connection that the kernel may have taken for an old worker in the moment
//   in which that hands over, one for each worker.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import {
  assertOnly,
  backendPid,
  gone,
  kill,
  killBackend,
  replicaPids,
  servingWorkers,
  supervisorPid,
  workerPids,
} from './lib/faults.mjs';
import { Portal, processesWith, until } from './lib/portal.mjs';
import { predict, Traffic } from './lib/traffic.mjs';
import { service, Workbench } from './lib/workbench.mjs';

const CONNECTIONS = 4;
const RESET = /^502 .*"UpstreamReset"/;
const NOTHING = /(?!)/;
const BROKEN_OFF = /^0 .*(ECONNRESET|socket hang up|EPIPE)/;

describe('faults while models are called', { concurrency: false }, () => {
  let portal;
  let bench;
  let url;

  before(async () => {
    portal = await Portal.create();
    await portal.start();
    bench = new Workbench(portal);
    url = `${portal.gatewayUrl}/serving/demo/iris/v2/models/iris/infer`;
  });

  after(() => portal?.destroy());

  /** Does something while requests run; returns what they saw. */
  async function underLoad(act, inferUrl = url) {
    const traffic = new Traffic(inferUrl, { connections: CONNECTIONS });
    try {
      await traffic.more(50);
      await act(traffic);
      await traffic.more(50);
    } finally {
      await traffic.stop();
    }
    return traffic;
  }

  const seconds = since =>
    `${((performance.now() - since) / 1000).toFixed(2)} s`;

  it('a backend that is killed is missed by nobody, and the next one takes over what runs', async t => {
    const replicas = replicaPids(portal, 'iris');
    const workers = workerPids(portal);
    const load = await underLoad(async traffic => {
      await killBackend(portal);
      await traffic.more(300);
      const began = performance.now();
      await portal.start();
      t.diagnostic(`the next backend was ready after ${seconds(began)}`);
      await bench.settled('iris', 'ready', { ready: 1 });
    });
    t.diagnostic(`${load.total} requests, ${load.failures.length} failed`);
    assertOnly(load.failures, NOTHING, 0);
    assert.deepEqual(replicaPids(portal, 'iris'), replicas);
    assert.deepEqual(workerPids(portal), workers);
  });

  it('what was asked for before the backend was killed happens after its next start', async t => {
    await bench.act('iris', 'scale', { minReplicas: 2, maxReplicas: 2 });
    await killBackend(portal);
    await portal.start();
    const began = performance.now();
    await bench.settled('iris', 'ready', { ready: 2 });
    t.diagnostic(`two replicas ${seconds(began)} after the start`);
    assert.equal(replicaPids(portal, 'iris').length, 2);
  });

  it('one of two replicas that is killed is replaced', async t => {
    const load = await underLoad(async () => {
      const [victim, survivor] = replicaPids(portal, 'iris');
      const began = performance.now();
      kill(victim);
      await until('another replica is ready', async () => {
        const ready = await bench.readyPids('iris');
        return (
          ready.length === 2 &&
          ready.includes(survivor) &&
          !ready.includes(victim)
        );
      });
      t.diagnostic(`two replicas again ${seconds(began)} after the kill`);
      await bench.settled('iris', 'ready', { ready: 2 });
      assert.equal(replicaPids(portal, 'iris').length, 2);
    });
    t.diagnostic(`${load.total} requests, ${load.failures.length} got 502`);
    assertOnly(load.failures, RESET, CONNECTIONS);
  });

  it('a replica that hangs is taken out and replaced', async t => {
    const load = await underLoad(async traffic => {
      const [victim] = replicaPids(portal, 'iris');
      const began = performance.now();
      kill(victim, 'SIGSTOP');
      // Three failed probes, then 30 s of grace for a server that only computes
      await gone(victim, 300_000);
      t.diagnostic(`the hanging replica was ended after ${seconds(began)}`);
      await until('another replica is ready', async () => {
        const ready = await bench.readyPids('iris');
        return ready.length === 2 && !ready.includes(victim);
      });
      t.diagnostic(`two replicas again after ${seconds(began)}`);
      await traffic.more(100);
    });
    t.diagnostic(`${load.total} requests, ${load.failures.length} got 502`);
    assertOnly(load.failures, RESET, CONNECTIONS);
  });

  it('a gateway worker that is killed takes only its own requests along, and is replaced', async t => {
    const load = await underLoad(async traffic => {
      const before = workerPids(portal);
      const began = performance.now();
      kill(before[0]);
      // And serve: one that has only just begun would leave those of the next victim with nobody
      await until(
        'two workers again',
        async () =>
          workerPids(portal).filter(pid => pid !== before[0]).length === 2 &&
          (await servingWorkers(portal)) === 2,
      );
      t.diagnostic(`two workers again ${seconds(began)} after the kill`);
      await traffic.more(200);
    });
    t.diagnostic(`${load.total} requests, ${load.failures.length} broken off`);
    assertOnly(load.failures, BROKEN_OFF, CONNECTIONS);
    await bench.settled('iris', 'ready', { ready: 2 });
  });

  it('a gateway whose supervisor is killed goes on, and gets a new one', async t => {
    const load = await underLoad(async traffic => {
      const supervisor = await supervisorPid(portal);
      const workers = workerPids(portal);
      const began = performance.now();
      kill(supervisor);
      await gone(supervisor);
      await until(
        'a new supervisor with workers of its own',
        () =>
          workerPids(portal).length === 2 &&
          !workerPids(portal).some(pid => workers.includes(pid)),
      );
      t.diagnostic(
        `new supervisor and workers ${seconds(began)} after the kill`,
      );
      await traffic.more(200);
      await bench.settled('iris', 'ready', { ready: 2 });
    });
    t.diagnostic(`${load.total} requests, ${load.failures.length} failed`);
    // What the kernel had taken for an old worker that stops listening in this moment: one for each
    assertOnly(load.failures, /^0 .*ECONNRESET/, 2);
    await supervisorPid(portal);
  });

  it('another model under load loses no request, and what served it ends', async t => {
    const before = replicaPids(portal, 'iris');
    const load = await underLoad(async traffic => {
      const began = performance.now();
      await bench.patch('iris', {
        spec: { predictor: { model: { storage: { path: 'iris-rf' } } } },
      });
      await until('the new model serves alone', () => {
        const now = replicaPids(portal, 'iris');
        return now.length === 2 && !now.some(pid => before.includes(pid));
      });
      await until('both replicas of it are ready', async () => {
        const ready = await bench.readyPids('iris');
        return ready.join() === replicaPids(portal, 'iris').join();
      });
      await bench.settled('iris', 'ready', { ready: 2 });
      t.diagnostic(`the new model serves alone after ${seconds(began)}`);
      await traffic.more(100);
    });
    t.diagnostic(`${load.total} requests, ${load.failures.length} failed`);
    assertOnly(load.failures, NOTHING, 0);
  });

  it('a broken model does not replace one that serves', async t => {
    await bench.put('broken/model.onnx', Buffer.from('this is no model'));
    const before = replicaPids(portal, 'iris');
    const load = await underLoad(async traffic => {
      await bench.patch('iris', {
        spec: { predictor: { model: { storage: { path: 'broken' } } } },
      });
      const { state, ...finding } = await bench.finding(
        'iris',
        'UpdateFailing',
      );
      assert.equal(state.code, 'ready');
      assert.equal(state.tone, 'amber');
      assert.match(finding.headline, /could not be loaded; v\d+ still serves/);
      assert.match(finding.action, /[Rr]oll back to what serves/);
      assert.match(state.notes.join(), /Update failing/);
      await traffic.more(200);
      assert.ok(before.every(pid => replicaPids(portal, 'iris').includes(pid)));
      await bench.patch('iris', {
        spec: {
          predictor: {
            minReplicas: 1,
            maxReplicas: 1,
            model: { storage: { path: 'iris-logreg' } },
          },
        },
      });
      await bench.settled('iris', 'ready', { ready: 1 });
      await until(
        'only the good model runs',
        () => replicaPids(portal, 'iris').length === 1,
      );
    });
    t.diagnostic(`${load.total} requests, ${load.failures.length} failed`);
    assertOnly(load.failures, NOTHING, 0);
  });

  it('a stopped deployment says so, and answers again when it is started', async t => {
    const load = await underLoad(async traffic => {
      await bench.act('iris', 'stop');
      await bench.settled('iris', 'stopped');
      assert.deepEqual(replicaPids(portal, 'iris'), []);
      await traffic.more(50);
      const stopped = await predict(url);
      assert.equal(stopped.status, 503);
      assert.equal(JSON.parse(stopped.text).reason, 'Stopped');
      const began = performance.now();
      await bench.act('iris', 'start');
      await until(
        'it answers',
        async () => (await predict(url)).status === 200,
      );
      t.diagnostic(`it answered ${seconds(began)} after the start`);
      await bench.settled('iris', 'ready', { ready: 1 });
    });
    assertOnly(load.failures, /^503 .*"(Stopped|NotReady)"/);
    assert.ok(load.failures.length > 0);
  });

  it('a deleted deployment is not found', async () => {
    await bench.deploy(service('brief'));
    await bench.settled('brief', 'ready');
    const brief = `${portal.gatewayUrl}/serving/demo/brief/v2/models/brief/infer`;
    const load = await underLoad(async traffic => {
      await bench.remove('brief');
      await traffic.more(50);
      const answer = await predict(brief);
      assert.equal(answer.status, 404);
      assert.match(
        JSON.parse(answer.text).reason,
        /RouteNotFound|ServiceDeleted/,
      );
    }, brief);
    assertOnly(load.failures, /^404 .*"(RouteNotFound|ServiceDeleted)"/);
    assert.deepEqual(replicaPids(portal, 'brief'), []);
  });

  it('SIGTERM ends the portal and keeps models serving; SIGINT ends every process', async t => {
    const replicas = replicaPids(portal, 'iris');
    const load = await underLoad(async traffic => {
      const backend = await backendPid(portal);
      await portal.stop('SIGTERM');
      await gone(backend);
      await traffic.more(200);
      assert.deepEqual(replicaPids(portal, 'iris'), replicas);
      await portal.start();
      await bench.settled('iris', 'ready', { ready: 1 });
      assert.deepEqual(replicaPids(portal, 'iris'), replicas);
    });
    assertOnly(load.failures, NOTHING, 0);
    const began = performance.now();
    await portal.stop('SIGINT');
    t.diagnostic(`Ctrl-C took ${seconds(began)}`);
    assert.deepEqual(processesWith(portal.dataDir), []);
  });
});
