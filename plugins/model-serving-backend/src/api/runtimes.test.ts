import type {
  RuntimeUser,
  RuntimeView,
  ServingRuntime,
} from '@greenroom/backstage-plugin-model-serving-common';
import { testObserved, testRuntime } from '../store/__testUtils__';
import { FakeDriver, onnxRuntime } from '../testing';
import { ApiTestBed, type Caller } from './__testUtils__';

const BUILT_IN = '/runtimes/local/-/onnx-server';
const OWN = '/runtimes/local/demo/own';

function own(change: (runtime: ServingRuntime) => void = () => {}) {
  const runtime = testRuntime({
    kind: 'ServingRuntime',
    name: 'own',
    namespace: 'demo',
    format: 'special',
  });
  change(runtime);
  return runtime;
}

describe('runtimes', () => {
  let bed: ApiTestBed;
  let driver: FakeDriver;

  beforeEach(async () => {
    driver = new FakeDriver();
    bed = await ApiTestBed.create({ driver });
  });

  afterEach(() => bed.close());

  const call = (method: string, path: string, body?: unknown) =>
    bed.call('admin', method, path, body);
  const put = (runtime: ServingRuntime) =>
    call(
      'PUT',
      `/resources/${runtime.kind}/local/${runtime.metadata.namespace ?? '-'}/${
        runtime.metadata.name
      }`,
      runtime,
    );
  const listed = async (as: Caller = 'admin', query = '') => {
    const { body } = await bed.call(as, 'GET', `/runtimes${query}`);
    return body.items.map(({ name }: { name: string }) => name);
  };
  /** A deployment that runs on a runtime, as the reconciler would have it. */
  const running = async (
    name: string,
    runtime: { kind: ServingRuntime['kind']; name: string; version?: string },
  ) => {
    const { uid } = await bed.deploy({ name, owner: 'group:default/a' });
    await bed.stores.resources.updateObserved(
      uid,
      undefined,
      testObserved('ready', { runtime: { ...runtime, title: 'R' } }),
    );
  };

  it('are shown with what their annotations say', async () => {
    await put(
      own(({ metadata, spec }) => {
        metadata.annotations = {
          'openshift.io/display-name': 'Own',
          'openshift.io/description': 'Ours',
          'opendatahub.io/model-type': '["generative"]',
          'opendatahub.io/runtime-version': '2.0',
          'opendatahub.io/recommended-accelerators': '["nvidia.com/gpu"]',
          'opendatahub.io/support-status': 'unsupported',
          'greenroom/owner': 'group:default/a',
        };
        spec.multiModel = true;
      }),
    );
    await expect(call('GET', OWN)).resolves.toMatchObject({
      status: 200,
      body: {
        kind: 'ServingRuntime',
        namespace: 'demo',
        title: 'Own',
        description: 'Ours',
        origin: 'custom',
        enabled: true,
        modelTypes: ['generative'],
        multiModel: true,
        multiNode: false,
        accelerators: ['nvidia.com/gpu'],
        version: '2.0',
        versionState: 'latest',
        support: 'limited',
        owner: 'group:default/a',
        usedBy: 0,
        users: [],
      },
    });
    await expect(call('GET', BUILT_IN)).resolves.toMatchObject({
      body: {
        kind: 'ClusterServingRuntime',
        origin: 'built-in',
        modelTypes: ['predictive'],
        versionState: 'unknown',
        support: 'full',
      },
    });
  });

  it('that the cluster brings along are switched and ordered, and never copied by that', async () => {
    await expect(call('POST', `${BUILT_IN}/disable`)).resolves.toMatchObject({
      status: 200,
      body: { enabled: false, origin: 'built-in' },
    });
    const [first] = driver.runtimeList;
    driver.runtimeList[0] = {
      ...first,
      metadata: {
        ...first.metadata,
        annotations: { 'openshift.io/display-name': 'Renamed by an update' },
      },
    };
    await expect(call('GET', BUILT_IN)).resolves.toMatchObject({
      body: { enabled: false, title: 'Renamed by an update' },
    });
    await expect(call('POST', `${BUILT_IN}/enable`)).resolves.toMatchObject({
      body: { enabled: true },
    });
    await expect(call('POST', `${BUILT_IN}/enable`)).resolves.toMatchObject({
      status: 200,
    });
    await expect(call('GET', '/export?cluster=local')).resolves.toMatchObject({
      body: '# no resource matches\n',
    });
  });

  it('that the cluster brings along are neither edited nor deleted nor hidden by another', async () => {
    const copy = { ...onnxRuntime, metadata: { name: 'onnx-server' } };
    const edited = await put(copy);
    expect(edited.status).toBe(400);
    expect(edited.body.error.message).toMatch(
      /duplicate it under another name/,
    );
    await call('POST', `${BUILT_IN}/disable`);
    const again = await put(copy);
    expect(again.status).toBe(409);
    expect(again.body.error.message).toMatch(/but not edited/);
    const path = '/resources/ClusterServingRuntime/local/-/onnx-server';
    await expect(call('DELETE', path)).resolves.toMatchObject({ status: 404 });
  });

  it('are duplicated switched off, and tell when the original moved on', async () => {
    const first = await call('POST', `${BUILT_IN}/duplicate`, {});
    expect(first).toMatchObject({
      status: 201,
      body: {
        name: 'onnx-server-copy',
        title: 'Copy of ONNX server',
        origin: 'custom',
        enabled: false,
      },
    });
    const second = await call('POST', `${BUILT_IN}/duplicate`);
    expect(second.body.name).toBe('onnx-server-copy-2');
    const team = await call('POST', `${BUILT_IN}/duplicate`, {
      name: 'team',
      namespace: 'demo',
    });
    expect(team.body).toMatchObject({
      kind: 'ServingRuntime',
      namespace: 'demo',
      name: 'team',
    });
    const taken = await call('POST', `${BUILT_IN}/duplicate`, {
      name: 'onnx-server-copy',
    });
    expect(taken.status).toBe(400);

    await put(
      own(({ metadata }) => {
        metadata.annotations = { 'opendatahub.io/runtime-version': '1' };
      }),
    );
    await call('POST', `${OWN}/duplicate`, {});
    await put(
      own(({ metadata }) => {
        metadata.annotations = { 'opendatahub.io/runtime-version': '2' };
      }),
    );
    await expect(call('GET', `${OWN}-copy`)).resolves.toMatchObject({
      body: { version: '1', versionState: 'outdated', latestVersion: '2' },
    });
  });

  it('are checked against the others when they are switched on', async () => {
    const tied = (name: string) =>
      testRuntime({ kind: 'ClusterServingRuntime', name, format: 'tied' });
    const withPriority = (name: string) => {
      const runtime = tied(name);
      runtime.spec.supportedModelFormats = [
        { name: 'tied', autoSelect: true, priority: 1 },
      ];
      return runtime;
    };
    await put(withPriority('one'));
    const copy = await call('POST', '/runtimes/local/-/one/duplicate', {});
    expect(copy.status).toBe(201);
    const { status, body } = await call(
      'POST',
      '/runtimes/local/-/one-copy/enable',
    );
    expect(status).toBe(400);
    expect(body.error.message).toMatch(
      /same priority assigned for the model format tied in the clusterservingruntimes one and one-copy/,
    );
    await call('POST', '/runtimes/local/-/one/disable');
    await expect(
      call('POST', '/runtimes/local/-/one-copy/enable'),
    ).resolves.toMatchObject({ status: 200, body: { enabled: true } });
  });

  it('stand in the order that an admin gives them', async () => {
    await put(own());
    const wide = testRuntime({ kind: 'ClusterServingRuntime', name: 'a-wide' });
    wide.spec.protocolVersions = ['v1'];
    await put(wide);
    await expect(listed()).resolves.toEqual(['a-wide', 'onnx-server', 'own']);
    const ordered = await call('PUT', '/runtimes/order', {
      runtimes: [{ namespace: 'demo', name: 'own' }, { name: 'onnx-server' }],
    });
    expect(
      ordered.body.items.map(({ name, order }: RuntimeView) => [name, order]),
    ).toEqual([
      ['own', 1],
      ['onnx-server', 2],
      ['a-wide', undefined],
    ]);
    await expect(listed('alice')).resolves.toEqual([
      'own',
      'onnx-server',
      'a-wide',
    ]);
    const unknown = await call('PUT', '/runtimes/order', {
      runtimes: [{ name: 'own' }],
    });
    expect(unknown.status).toBe(404);
  });

  it('tell who uses them, whose version is old, and stay while they are used', async () => {
    await put(
      own(({ metadata }) => {
        metadata.annotations = { 'opendatahub.io/runtime-version': '2' };
      }),
    );
    const kind = 'ServingRuntime';
    await running('new', { kind, name: 'own', version: '2' });
    await running('old', { kind, name: 'own', version: '1' });
    await bed.deploy({
      name: 'waiting',
      owner: 'group:default/a',
      runtime: 'own',
    });
    const { body } = await call('GET', OWN);
    expect(body).toMatchObject({ usedBy: 3, outdatedUsers: 1 });
    expect(
      body.users.map(({ ref, outdated }: RuntimeUser) => [ref.name, outdated]),
    ).toEqual([
      ['new', false],
      ['old', true],
      ['waiting', false],
    ]);
    const bob = await bed.call('bob', 'GET', OWN);
    expect(bob.body).toMatchObject({ usedBy: 3, users: [] });
    const path = '/resources/ServingRuntime/local/demo/own';
    const refused = await call('DELETE', path);
    expect(refused.status).toBe(409);
    expect(refused.body.error.message).toMatch(
      /used by deployment local\/demo\/new, deployment local\/demo\/old, deployment local\/demo\/waiting/,
    );
    for (const name of ['new', 'old', 'waiting']) {
      const { uid } = (await call('GET', `/deployments/local/demo/${name}`))
        .body;
      await bed.stores.resources.remove(uid);
    }
    await expect(call('DELETE', path)).resolves.toMatchObject({ status: 204 });
    await expect(listed()).resolves.toEqual(['onnx-server']);
  });

  it('that a cluster cannot start are kept with the reason', async () => {
    driver.runtimeProblem = async () => 'the program is not allowed';
    const { status, body } = await put(own());
    expect(status).toBe(201);
    expect(body.warnings).toContainEqual({
      path: 'spec.containers',
      message: 'this cluster cannot start it: the program is not allowed',
    });
    await expect(call('GET', OWN)).resolves.toMatchObject({
      body: {
        available: false,
        unavailableReason: 'the program is not allowed',
      },
    });
  });

  it.each<[Caller, number, number]>([
    ['anonymous', 401, 401],
    ['nobody', 404, 404],
    ['bob', 200, 403],
    ['victor', 200, 403],
    ['alice', 200, 200],
    ['service', 200, 200],
  ])('for %s: read %d, switch %d', async (as, read, manage) => {
    await put(
      own(({ metadata }) => {
        metadata.annotations = { 'greenroom/owner': 'group:default/a' };
      }),
    );
    expect((await bed.call(as, 'GET', OWN)).status).toBe(read);
    expect((await bed.call(as, 'POST', `${OWN}/disable`)).status).toBe(manage);
    expect(
      (
        await bed.call(as, 'PUT', '/runtimes/order', {
          runtimes: [{ namespace: 'demo', name: 'own' }],
        })
      ).status,
    ).toBe(manage);
  });

  it('are on record with who switched them', async () => {
    await put(own());
    await call('POST', `${OWN}/disable`);
    await bed.call('bob', 'POST', `${OWN}/enable`);
    expect(
      bed.audit
        .slice(1)
        .map(({ eventId, severityLevel, meta, outcome }) => [
          eventId,
          severityLevel,
          meta.actionType,
          outcome,
        ]),
    ).toEqual([
      ['runtime-mutate', 'high', 'disable', 'success'],
      ['runtime-mutate', 'high', 'enable', 'fail'],
    ]);
    await expect(
      call('GET', '/resources/ServingRuntime/local/demo/own/history'),
    ).resolves.toMatchObject({
      body: { items: [{ action: 'disable' }, { action: 'create' }] },
    });
  });
});
