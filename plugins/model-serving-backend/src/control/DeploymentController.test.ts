import { mockServices, TestDatabases } from '@backstage/backend-test-utils';
import { TestClusters } from '../api/__testUtils__/TestClusters';
import { defaultAutoscalerSettings } from '../autoscale';
import { compileSnapshot, RouteTable, type GatewayKnowledge } from '../routing';
import { RuntimesInReach } from '../runtimes';
import { createTestStores, testService } from '../store/__testUtils__';
import { FakeDriver, settle } from '../testing';
import { DeploymentController } from './DeploymentController';

const ref = { cluster: 'local', namespace: 'demo', name: 'iris' };
const KEY = 'demo/iris-predictor-00001';

describe('a pass over a deployment', () => {
  const databases = TestDatabases.create({ ids: ['SQLITE_3'] });

  /** A deployment that is scaled by its requests, on a cluster whose replicas become ready by themselves. */
  async function setup() {
    const { stores, clock } = await createTestStores(
      await databases.init('SQLITE_3'),
    );
    const driver = new FakeDriver({
      capabilities: { autoscalerClasses: ['none', 'kpa'] },
    });
    const clusters = new TestClusters(driver);
    const routes = new RouteTable({ onChange() {}, onComplete() {} });
    let gateways: GatewayKnowledge = { pending: [] };
    let scaled: string[] = [];
    const controller = new DeploymentController({
      stores,
      clusters,
      runtimes: new RuntimesInReach({ clusters, resources: stores.resources }),
      routes: () => routes,
      gateways: () => gateways,
      scale: (_service, revisions) => {
        scaled = revisions.map(({ key }) => key);
        return new Map(scaled.map(key => [key, 1]));
      },
      ceiling: () => undefined,
      autoscaler: defaultAutoscalerSettings,
      watchSplits: () => new Map(),
      clusterProblem: () => undefined,
      watcher: { metadata: () => undefined, changed: async () => {} },
      mayAct: () => true,
      clock,
      logger: mockServices.logger.mock(),
    });
    const service = testService({
      annotations: { 'autoscaling.knative.dev/max-scale': '3' },
    });
    await stores.resources.create('InferenceService', 'local', service, {
      actor: 'user:default/ada',
      action: 'create',
    });
    return {
      /** One pass: when the next one is wanted, and of which revisions it was asked how many replicas they need. */
      pass: async () => {
        const next = await controller.reconcile(
          ref,
          new AbortController().signal,
        );
        await settle();
        return { next, scaled };
      },
      /** The gateways tell that they serve by what passes decided. */
      gatewaysAreKnown: () => {
        const facts = new Map(driver.facts().map(known => [known.key, known]));
        const serve = compileSnapshot(routes.values(), key => facts.get(key));
        gateways = { confirmed: [serve], pending: [] };
      },
    };
  }

  it('that sees a revision begin to serve is followed at once by one that scales it', async () => {
    const { pass, gatewaysAreKnown } = await setup();
    await pass();
    // Its replica is ready before anything is known of the gateways: nothing else sets the next pass going
    expect(await pass()).toEqual({ next: { afterMs: 30_000 }, scaled: [] });
    gatewaysAreKnown();
    expect(await pass()).toEqual({ next: { afterMs: 0 }, scaled: [] });
    expect(await pass()).toMatchObject({ scaled: [KEY] });
  });
});
