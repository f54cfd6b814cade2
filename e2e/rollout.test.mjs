// Changes while people call a model: what they may notice (nothing), what a bad one may take (nothing), and the way back.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { assertOnly, replicaPids } from './lib/faults.mjs';
import { Portal, until } from './lib/portal.mjs';
import { Traffic } from './lib/traffic.mjs';
import { Workbench } from './lib/workbench.mjs';

const IRIS = '/deployments/local/demo/iris';
const REPLICAS = 2;

describe('changes while models are called', { concurrency: false }, () => {
  let portal;
  let bench;
  let traffic;

  before(async () => {
    portal = await Portal.create();
    await portal.start();
    bench = new Workbench(portal);
    await bench.act('iris', 'scale', {
      minReplicas: REPLICAS,
      maxReplicas: REPLICAS,
    });
    await bench.settled('iris', 'ready', { ready: REPLICAS });
    traffic = new Traffic(
      `${portal.gatewayUrl}/serving/demo/iris/v2/models/iris/infer`,
      { connections: 4 },
    );
    await traffic.more(50);
  });

  after(async () => {
    await traffic?.stop();
    await portal?.destroy();
  });

  const call = async (method, path, body, expected = 200) => {
    const answer = await portal.api(method, `${IRIS}${path}`, body);
    assert.equal(answer.status, expected, JSON.stringify(answer.body));
    return answer.body;
  };
  const patch = model => call('PATCH', '', { spec: { predictor: { model } } });
  const revisions = async () => (await call('GET', '/revisions')).items;
  const finding = async code => {
    const { fullState } = await bench.get('iris');
    return fullState.findings.find(known => known.code === code);
  };

  it('a good one costs no request, and takes over only with all its replicas', async t => {
    const [before] = await revisions();
    await patch({ env: [{ name: 'CHANGED', value: '1' }] });
    const after = await until('the new revision has the traffic', async () => {
      const [newest] = await revisions();
      return newest.name !== before.name && newest.percent > 0 && newest;
    });
    assert.ok(
      after.replicas.ready >= REPLICAS,
      `it took over with ${after.replicas.ready} replicas`,
    );
    await until(
      'the old replicas are gone',
      () => replicaPids(portal, 'iris').length === REPLICAS,
    );
    await traffic.more(50);
    t.diagnostic(`${traffic.total} requests`);
    assertOnly(traffic.failures, /(?!)/, 0);
  });

  it('a bad one never takes the traffic, and the page says so', async () => {
    const serving = replicaPids(portal, 'iris');
    await bench.put('broken/model.onnx', 'this is no model');
    const { spec } = (await bench.get('iris')).resource;
    const { storage } = spec.predictor.model;
    await patch(
      storage
        ? { storage: { ...storage, path: 'broken' } }
        : { storageUri: 's3://models/broken' },
    );
    const failing = await until('the update is known to fail', () =>
      finding('UpdateFailing'),
    );
    assert.match(failing.headline, /^Update failing: .*; v2 still serves$/);
    assert.match(failing.action, /roll back/i);
    const { state } = await bench.get('iris');
    assert.equal(state.code, 'ready');
    assert.equal(state.tone, 'amber');
    const { summary, traffic: shares } = await call('GET', '/explain');
    assert.match(summary, /v2 keeps all traffic until v3 can carry it/);
    assert.deepEqual(
      shares.targets.map(({ percent }) => percent),
      [100],
    );
    await traffic.more(200);
    assertOnly(traffic.failures, /(?!)/, 0);
    const now = replicaPids(portal, 'iris');
    for (const pid of serving) assert.ok(now.includes(pid));
  });

  it('a rollback goes on with the replicas that still serve', async () => {
    const serving = replicaPids(portal, 'iris');
    const [bad, good] = await revisions();
    assert.equal(good.rollbackProblem, undefined);
    const preview = await call('POST', '/rollback?dryRun=true', {
      revision: good.name,
    });
    assert.equal(preview.components[0].revision, 'reused');
    assert.equal(preview.components[0].name, good.name);
    await call('POST', '/rollback', { revision: good.name }, 202);
    await until(
      'nothing fails any more',
      async () => !(await finding('UpdateFailing')),
    );
    await until(
      'only the good replicas run',
      () => replicaPids(portal, 'iris').length === REPLICAS,
    );
    for (const pid of replicaPids(portal, 'iris')) {
      assert.ok(serving.includes(pid), 'a replica was started anew');
    }
    const [newest, current] = await revisions();
    assert.equal(newest.name, bad.name);
    assert.equal(current.isCurrent, true);
    const [write] = (await call('GET', '/history')).items;
    assert.equal(write.action, 'rollback');
    await traffic.more(50);
    assertOnly(traffic.failures, /(?!)/, 0);
  });
});
