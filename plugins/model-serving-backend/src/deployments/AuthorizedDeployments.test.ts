import { mockCredentials } from '@backstage/backend-test-utils';
import {
  deploymentReadPermission,
  type DryRunResult,
  type InferenceService,
} from '@greenroom/backstage-plugin-model-serving-common';
import { modelDeploymentResourceRef } from '@greenroom/backstage-plugin-model-serving-node';
import { mockServices } from '@backstage/backend-test-utils';
import {
  TestPolicy,
  testPermissionsRegistry,
  testUserInfo,
} from '../access/__testUtils__';
import { Callers, ResourceAccess, ConnectionAccess } from '../access';
import type { StoredResource } from '../store';
import { testConnection, testService } from '../store/__testUtils__';
import { AuthorizedDeployments } from './AuthorizedDeployments';
import type { CallOptions, Deployments } from './types';

const ref = { cluster: 'local', namespace: 'demo', name: 'iris' };
const alice = 'user:default/alice';
const options: CallOptions = { credentials: mockCredentials.user(alice) };
const resource = testService({ owner: 'group:default/a', connection: 'store' });

/** Each method with the one permission that it needs, and a call of it. */
const methods: Record<
  keyof Deployments,
  { permission: string; call: (deployments: Deployments) => Promise<unknown> }
> = {
  list: { permission: 'deployment.read', call: d => d.list({}, options) },
  get: { permission: 'deployment.read', call: d => d.get(ref, options) },
  create: {
    permission: 'deployment.create',
    call: d => d.create({ resource }, options),
  },
  dryRun: {
    permission: 'deployment.create',
    call: d => d.dryRun({ resource }, options),
  },
  patch: {
    permission: 'deployment.update',
    call: d => d.patch(ref, {}, options),
  },
  dryRunPatch: {
    permission: 'deployment.update',
    call: d => d.dryRunPatch(ref, {}, options),
  },
  copy: {
    permission: 'deployment.create',
    call: d => d.copy(ref, { ...ref, name: 'copy' }, options),
  },
  explainCopy: {
    permission: 'deployment.create',
    call: d => d.explainCopy(ref, { ...ref, name: 'copy' }, options),
  },
  delete: {
    permission: 'deployment.delete',
    call: d => d.delete(ref, options),
  },
  start: {
    permission: 'deployment.start-stop',
    call: d => d.start(ref, options),
  },
  stop: {
    permission: 'deployment.start-stop',
    call: d => d.stop(ref, options),
  },
  scale: {
    permission: 'deployment.scale',
    call: d => d.scale(ref, { minReplicas: 1 }, options),
  },
  traffic: {
    permission: 'deployment.read',
    call: d => d.traffic(ref, options),
  },
  setCanary: {
    permission: 'deployment.update',
    call: d => d.setCanary(ref, { percent: 20 }, options),
  },
  events: { permission: 'deployment.read', call: d => d.events(ref, options) },
  history: {
    permission: 'deployment.read',
    call: d => d.history(ref, options),
  },
  historyEntry: {
    permission: 'deployment.read',
    call: d => d.historyEntry(ref, { id: 1 }, options),
  },
  revisions: {
    permission: 'deployment.read',
    call: d => d.revisions(ref, options),
  },
  rollback: {
    permission: 'deployment.update',
    call: d => d.rollback(ref, { revision: 1 }, options),
  },
  explainRollback: {
    permission: 'deployment.update',
    call: d => d.explainRollback(ref, { revision: 1 }, options),
  },
  explain: {
    permission: 'deployment.read',
    call: d => d.explain(ref, options),
  },
  explainPatch: {
    permission: 'deployment.update',
    call: d => d.explainPatch(ref, {}, options),
  },
  logs: {
    permission: 'logs.read',
    call: d =>
      d.logs(ref, { tail: 1, previous: false, follow: false }, options),
  },
  scaling: {
    permission: 'deployment.read',
    call: d => d.scaling(ref, {}, options),
  },
  metrics: {
    permission: 'deployment.read',
    call: d => d.metrics(ref, '1h', options),
  },
  try: {
    permission: 'deployment.invoke',
    call: d => d.try(ref, { path: '/', method: 'GET' }, options),
  },
};
const names = Object.keys(methods) as (keyof Deployments)[];

function stored<K extends 'InferenceService' | 'Connection'>(
  kind: K,
  object: StoredResource<K>['object'],
): StoredResource<K> {
  return {
    kind,
    ref: { cluster: 'local', namespace: 'demo', name: object.metadata.name },
    uid: 'u',
    object,
    statusVersion: 0,
    owner: 'group:default/a',
    createdAt: '2026-11-21T12:00:00.000Z',
  };
}

describe('AuthorizedDeployments', () => {
  let policy: TestPolicy;
  let called: string[];
  /** What a dry run makes of every request. */
  let profile: 'greenroom' | 'kserve';
  let hasConnection: boolean;
  let planned: InferenceService;
  let deployments: Deployments;

  /** Alice may do exactly this. */
  function grant(...permissions: string[]) {
    policy.grants.set(alice, ({ name }) =>
      permissions.some(suffix => name === `model-serving.${suffix}`)
        ? 'all'
        : 'none',
    );
  }

  beforeEach(() => {
    policy = new TestPolicy();
    called = [];
    planned = resource;
    profile = 'greenroom';
    hasConnection = true;
    const inner = Object.fromEntries(
      names.map(name => [
        name,
        async () => {
          called.push(name);
          const plan: DryRunResult = {
            resource: planned,
            errors: [],
            warnings: [],
          };
          return plan;
        },
      ]),
    ) as unknown as Deployments;
    const shared = {
      permissions: policy,
      permissionsRegistry: testPermissionsRegistry,
    };
    deployments = new AuthorizedDeployments({
      inner,
      defaultCluster: 'local',
      settings: async () => ({ profile }),
      resources: {
        get: async (kind, at) => {
          const all = {
            'InferenceService/iris': stored('InferenceService', resource),
            ...(hasConnection && {
              'Connection/store': stored(
                'Connection',
                testConnection({ name: 'store' }),
              ),
            }),
          };
          const key = `${kind}/${at.name}` as keyof typeof all;
          return all[key] as never;
        },
      },
      deployments: new ResourceAccess({
        ...shared,
        resourceRef: modelDeploymentResourceRef,
        read: deploymentReadPermission,
      }),
      connections: new ConnectionAccess(shared),
      permissions: policy,
      callers: new Callers({
        auth: mockServices.auth(),
        userInfo: testUserInfo,
      }),
    });
  });

  it('is tested with every method that it has', () => {
    const own = Object.getOwnPropertyNames(AuthorizedDeployments.prototype);
    expect(names.sort()).toEqual(
      own.filter(name => name !== 'constructor').sort(),
    );
  });

  it.each(names)('%s reaches nothing without any permission', async name => {
    grant();
    await methods[name].call(deployments).catch(() => undefined);
    expect(called).toEqual([]);
  });

  it.each(names.filter(name => name !== 'list'))(
    '%s fails without any permission',
    async name => {
      grant();
      await expect(methods[name].call(deployments)).rejects.toMatchObject({
        name: expect.stringMatching(/^(NotFound|NotAllowed)Error$/),
      });
    },
  );

  it('list is empty without any permission', async () => {
    grant();
    await expect(deployments.list({}, options)).resolves.toMatchObject({
      items: [],
      totalItems: 0,
      counters: { all: 0 },
    });
  });

  it.each(names.filter(name => methods[name].permission !== 'deployment.read'))(
    '%s is not allowed to those who may only read',
    async name => {
      grant('deployment.read', 'connection.use');
      await expect(methods[name].call(deployments)).rejects.toMatchObject({
        name: 'NotAllowedError',
      });
      expect(called).toEqual([]);
    },
  );

  it.each(names)(
    '%s is allowed to those who have its permission, and no other',
    async name => {
      grant('deployment.read', 'connection.use', methods[name].permission);
      await methods[name].call(deployments);
      expect(called).toContain(name);
    },
  );

  it.each(['create', 'copy', 'patch', 'rollback'] as const)(
    '%s needs the right to use the connection',
    async name => {
      grant('deployment.read', methods[name].permission);
      await expect(methods[name].call(deployments)).rejects.toMatchObject({
        name: 'NotAllowedError',
        message: expect.stringContaining('no connection "store"'),
      });
      expect(called).not.toContain(name);
    },
  );

  it.each`
    what                                         | is             | isOurs   | change
    ${'leaves the cluster’s own where it was'}   | ${'kserve'}    | ${false} | ${'allowed'}
    ${'asks for those of the portal'}            | ${'kserve'}    | ${true}  | ${'refused'}
    ${'knows none but ours where we run things'} | ${'greenroom'} | ${false} | ${'refused'}
  `('$what: a change of what has a connection is $change', async row => {
    grant('deployment.read', 'deployment.update', 'deployment.create');
    profile = row.is;
    hasConnection = row.isOurs;
    const patched = deployments.patch(ref, {}, options).then(
      () => 'allowed',
      error => (error.message.includes('"store"') ? 'refused' : error),
    );
    await expect(patched).resolves.toBe(row.change);
    // Nobody takes one that was not there
    const created = deployments.create({ resource }, options);
    await expect(created).rejects.toThrow('no connection "store"');
  });

  it.each([
    'dryRun',
    'explainCopy',
    'dryRunPatch',
    'explainPatch',
    'explainRollback',
  ] as const)('%s tells of connections that may not be used', async name => {
    grant('deployment.read', methods[name].permission);
    await expect(methods[name].call(deployments)).resolves.toMatchObject({
      errors: [{ path: 'spec.predictor.model.storage.key' }],
    });
  });

  it.each(['copy', 'explainCopy'] as const)(
    '%s shows nothing of what its caller may not see',
    async name => {
      grant('deployment.create', 'connection.use');
      await expect(methods[name].call(deployments)).rejects.toMatchObject({
        name: 'NotFoundError',
      });
      expect(called).toEqual([]);
    },
  );

  it('leaves a project that is no text to validation, and asks for no connection in it', async () => {
    grant('deployment.read', 'deployment.create');
    const namespace = {} as unknown as string;
    planned = {
      ...resource,
      metadata: { ...resource.metadata, namespace },
    };
    await deployments.create({ resource: planned }, options);
    expect(called).toContain('create');
  });

  it('narrows lists by the conditions of the policy', async () => {
    const seen: unknown[] = [];
    const list: Deployments['list'] = async (_query, { criteria }) => {
      seen.push(criteria);
      return {
        items: [],
        totalItems: 0,
        pageInfo: {},
        counters: { all: 0, ready: 0, failed: 0, stopped: 0, unowned: 0 },
      };
    };
    const narrowed = new AuthorizedDeployments({
      inner: { ...deployments, list },
      defaultCluster: 'local',
      settings: async () => ({}),
      resources: { get: async () => undefined },
      deployments: new ResourceAccess({
        permissions: policy,
        permissionsRegistry: testPermissionsRegistry,
        resourceRef: modelDeploymentResourceRef,
        read: deploymentReadPermission,
      }),
      connections: new ConnectionAccess({
        permissions: policy,
        permissionsRegistry: testPermissionsRegistry,
      }),
      permissions: policy,
      callers: new Callers({
        auth: mockServices.auth(),
        userInfo: testUserInfo,
      }),
    });
    await narrowed.list({}, options);
    expect(seen).toEqual([
      { key: 'owner', values: [alice, 'group:default/a'] },
    ]);
  });
});
