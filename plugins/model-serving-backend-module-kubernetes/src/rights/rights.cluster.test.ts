import { setTimeout as delay } from 'node:timers/promises';
import { ClusterExaminer } from '../capabilities';
import { ClusterTestBed, onCluster } from '../__testUtils__/ClusterTestBed';
import { rulesOf, singly } from '../__testUtils__/deployedRoles';
import { LimitedAccount, PolicyRule } from '../__testUtils__/LimitedAccount';
import { untilPasses } from '../__testUtils__/untilPasses';
import { demandRights } from './demandRights';
import { examineRights } from './examineRights';
import { ProjectRights } from './ProjectRights';
import { requiredRights } from './requiredRights';

jest.setTimeout(600_000);

/** Deployments run without. */
const OPTIONAL = [
  'ingresses',
  'horizontalpodautoscalers',
  'scaledobjects',
  'events',
  'pods.metrics.k8s.io',
];

onCluster('the rights of deploy/ on a real cluster', () => {
  let project: ClusterTestBed;
  let edge: ClusterTestBed;
  let account: LimitedAccount;
  const gateway = () => ({
    namespace: edge.namespace,
    service: 'greenroom-gateway',
  });
  const examine = () =>
    examineRights(account.client, {
      namespaces: [project.namespace],
      gateway: gateway(),
      exposes: 'Ingress',
    });

  beforeEach(async () => {
    project = await ClusterTestBed.create();
    edge = await ClusterTestBed.create();
    account = await LimitedAccount.create(project.config, project.namespace);
  });

  afterEach(async () => {
    await account.close();
    await edge.close();
    await project.close();
  });

  it('suffice, and a deployment can be made with them', async () => {
    await account.grant(rulesOf('project.yaml'), project.namespace);
    await account.grant(rulesOf('gateway-access.yaml'), edge.namespace);
    await account.grant(rulesOf('nodes.yaml', 'portal-account'));
    await untilPasses(async () =>
      expect(await examine()).toMatchObject({
        account: account.userName,
        missing: [],
      }),
    );
    const driver = await project.started(undefined, {
      config: account.config,
      demand: () =>
        demandRights(account.client, [project.namespace], gateway()),
    });
    const revision = project.revision('lean');
    await driver.apply(revision, 1);
    await untilPasses(async () =>
      expect(driver.facts()[0]?.replicas[0]?.state).toBe('ready'),
    );
    await driver.remove(revision.key);
  });

  it('are missed by the deployments of a project from which they are taken, until they are back', async () => {
    const rules = rulesOf('project.yaml');
    const takeBack = await account.grant(rules, project.namespace);
    const rights = new ProjectRights(account.client, namespace =>
      requiredRights([namespace], gateway()),
    );
    await untilPasses(() => rights.demand(project.namespace));
    const driver = await project.started(undefined, {
      config: account.config,
      demandIn: namespace => rights.demand(namespace),
      // Nobody waits a minute for the next look
      sleep: (ms, signal) => delay(Math.min(ms, 500), undefined, { signal }),
    });
    const revision = project.revision('lean');
    await driver.apply(revision, 0);
    await takeBack();
    const problem = () => driver.problem(project.namespace)?.message;
    let replicas = 0;
    await untilPasses(async () => {
      replicas += 1;
      await driver.apply(revision, replicas % 2).catch(() => {});
      expect(problem()).toMatch(
        /may not do what it needs .*deployments\.apps.*Ask who runs the cluster to bind the role 'greenroom-project'/,
      );
    });
    await account.grant(rules, project.namespace);
    await untilPasses(async () => expect(problem()).toBeUndefined());
    await driver.apply(revision, 0);
  });

  it('are each missed by name, with the role that gives them', async () => {
    const rules = singly(
      rulesOf('project.yaml').filter(
        ({ resources }) => !resources.includes('httproutes'),
      ),
    );
    const { namespace } = project;
    await account.grant(rulesOf('gateway-access.yaml'), edge.namespace);
    const isMissed = async ({ apiGroups, resources, verbs }: PolicyRule) => {
      const { missing } = await examine();
      // Those of nodes are not granted
      expect(missing.filter(right => right.namespace)).toEqual([
        expect.objectContaining({
          namespace,
          group: apiGroups[0],
          resource: resources[0],
          verbs,
          isOptional:
            OPTIONAL.includes(resources[0]) ||
            OPTIONAL.includes(`${resources[0]}.${apiGroups[0]}`),
          role: 'greenroom-project',
        }),
      ]);
    };
    for (const left of rules) {
      const takeBack = await account.grant(
        rules.filter(rule => rule !== left),
        namespace,
      );
      await untilPasses(() => isMissed(left));
      await takeBack();
    }
  });

  it('are not needed to see what the cluster has, but for its nodes', async () => {
    const examiner = new ClusterExaminer({
      client: account.client,
      served: { autoscalerClasses: ['none', 'kpa'], byKServe: false },
      rights: examine,
      now: () => Date.now(),
    });
    const without = await examiner.examine();
    expect(without.version).toMatch(/^v1\.\d+/);
    const stateOf = (of: typeof without, name: string) =>
      of.features.find(({ feature }) => feature === name)?.state;
    expect(stateOf(without, 'kubernetes')).toBe('present');
    expect(stateOf(without, 'accelerators')).toBe('unknown');
    expect(without.rights?.missing.length).toBeGreaterThan(5);
    await account.grant(rulesOf('nodes.yaml', 'portal-account'));
    await untilPasses(async () =>
      expect(stateOf(await examiner.examine(), 'accelerators')).toBe('absent'),
    );
  });
});
