import {
  coreServices,
  createBackendModule,
  createBackendPlugin,
} from '@backstage/backend-plugin-api';
import {
  mockCredentials,
  mockServices,
  startTestBackend,
} from '@backstage/backend-test-utils';
import { Entity } from '@backstage/catalog-model';
import catalogPlugin from '@backstage/plugin-catalog-backend';
import {
  catalogProcessingExtensionPoint,
  CatalogService,
  catalogServiceRef,
} from '@backstage/plugin-catalog-node';
import {
  EventsService,
  eventsServiceFactory,
  eventsServiceRef,
} from '@backstage/plugin-events-node';
import {
  DEPLOYMENT_TOPIC,
  GRAPH_TOPIC,
  ResourceChange,
  RUNTIME_TOPIC,
} from '@greenroom/backstage-plugin-model-serving-common';
import type { ModelServingService } from '@greenroom/backstage-plugin-model-serving-node';
import { ModelServingEntityProvider } from './ModelServingEntityProvider';
import {
  connection,
  deployment,
  graph,
  MemoryModelServing,
  runtime,
} from './testing';

jest.setTimeout(300_000);

async function until<T>(
  what: string,
  read: () => Promise<T | undefined | false>,
): Promise<T> {
  const deadline = Date.now() + 60_000;
  for (;;) {
    const value = await read();
    if (value) return value;
    if (Date.now() > deadline) throw new Error(`not within 20 s: ${what}`);
    await new Promise(resolve => setTimeout(resolve, 50));
  }
}

describe('ModelServingEntityProvider with the real catalog', () => {
  const modelServing = new MemoryModelServing();
  let catalog: CatalogService;
  let events: EventsService;
  let backend: Awaited<ReturnType<typeof startTestBackend>>;

  const entity = (ref: string): Promise<Entity | undefined> =>
    catalog.getEntityByRef(ref, { credentials: mockCredentials.service() });
  const relations = (of: Entity) =>
    (of.relations ?? [])
      .map(({ type, targetRef }) => `${type} ${targetRef}`)
      .sort();
  const announce = (name: string, change: ResourceChange['change']) =>
    events.publish({
      topic: DEPLOYMENT_TOPIC,
      eventPayload: {
        cluster: 'local',
        namespace: 'demo',
        name,
        resourceVersion: '1',
        change,
      } satisfies ResourceChange,
    });

  beforeAll(async () => {
    modelServing.failures = 1;
    modelServing.runtimes = [runtime('greenroom-onnx')];
    modelServing.connections.set('samples', connection('samples'));
    modelServing.deployments.set('iris', deployment('iris'));
    modelServing.graphs.set('flow', graph('flow', ['iris', 'digits']));
    modelServing.deployments.set(
      'digits',
      deployment('digits', {
        owner: undefined,
        modelMetadata: undefined,
        endpoints: [],
      }),
    );
    backend = await startTestBackend({
      features: [
        catalogPlugin,
        // the real bus: the mock one of each plugin is its own
        eventsServiceFactory,
        mockServices.rootConfig.factory({
          data: {
            backend: {
              baseUrl: 'http://localhost:7007',
              database: { client: 'better-sqlite3', connection: ':memory:' },
            },
            catalog: {},
          },
        }),
        createBackendModule({
          pluginId: 'catalog',
          moduleId: 'model-serving',
          register(reg) {
            reg.registerInit({
              deps: {
                auth: coreServices.auth,
                catalog: catalogProcessingExtensionPoint,
                events: eventsServiceRef,
                logger: coreServices.logger,
                scheduler: coreServices.scheduler,
              },
              async init({ scheduler, catalog: processing, ...deps }) {
                processing.addEntityProvider(
                  ModelServingEntityProvider.create({
                    ...deps,
                    modelServing:
                      modelServing as unknown as ModelServingService,
                    taskRunner: scheduler.createScheduledTaskRunner({
                      frequency: { hours: 1 },
                      timeout: { minutes: 1 },
                      scope: 'local',
                    }),
                    platformTeam: 'group:default/platform',
                    defaultCluster: 'local',
                  }),
                );
              },
            });
          },
        }),
        createBackendPlugin({
          pluginId: 'probe',
          register(reg) {
            reg.registerInit({
              deps: {
                catalogService: catalogServiceRef,
                eventsService: eventsServiceRef,
              },
              async init({ catalogService, eventsService }) {
                catalog = catalogService;
                events = eventsService;
              },
            });
          },
        }),
      ],
    });
  });

  afterAll(async () => {
    await backend.stop();
  });

  it('shows what is deployed at start, though the first read failed, with its relations', async () => {
    const iris = await until('component', () => entity('component:demo/iris'));
    expect(iris.metadata.title).toBe('IRIS');
    expect(iris.metadata.tags).toEqual(['flowers-co', 'onnx', 'predictive']);
    await until(
      'relations',
      async () => relations((await entity('component:demo/iris'))!).length >= 6,
    );
    expect(relations((await entity('component:demo/iris'))!)).toEqual([
      'dependencyOf component:demo/flow_graph',
      'dependsOn resource:default/greenroom-onnx_cluster-runtime',
      'dependsOn resource:demo/iris_model',
      'dependsOn resource:demo/samples_connection',
      'ownedBy group:default/ml-team',
      'providesApi api:demo/iris',
    ]);
  });

  it('generates the API from the model’s own tensors', async () => {
    const api = await until('api', () => entity('api:demo/iris'));
    expect(String(api.spec?.definition)).toContain('petals_and_sepals');
    expect(api.spec?.type).toBe('openapi');
  });

  it('keeps a deployment that nobody owns and whose model has not answered', async () => {
    const digits = await until('component', () =>
      entity('component:demo/digits'),
    );
    expect(digits.spec?.owner).toBe('group:default/unowned');
    expect((await entity('api:demo/digits'))?.spec?.definition).toBeTruthy();
  });

  it('says nothing about where a connection leads', async () => {
    const samples = await until('connection', () =>
      entity('resource:demo/samples_connection'),
    );
    expect(JSON.stringify(samples)).not.toContain('s3.internal.example');
    expect(samples.spec?.type).toBe('model-connection');
  });

  it('shows a new deployment after its event, and a failed one stays', async () => {
    modelServing.deployments.set('xgb', deployment('xgb'));
    await announce('xgb', 'upserted');
    await until('new component', () => entity('component:demo/xgb'));
    const failed = {
      code: 'failed',
      word: 'Failed',
      tone: 'red',
      headline: 'no',
      notes: [],
    } as const;
    modelServing.deployments.set(
      'xgb',
      deployment('xgb', { title: 'Renamed', state: failed }),
    );
    await announce('xgb', 'upserted');
    const renamed = await until('renamed component', async () => {
      const found = await entity('component:demo/xgb');
      return found?.metadata.title === 'Renamed' && found;
    });
    expect(renamed.kind).toBe('Component');
  });

  it('removes all entities of a deleted deployment, whatever the events said before', async () => {
    modelServing.deployments.delete('xgb');
    await announce('xgb', 'upserted');
    await announce('xgb', 'deleted');
    await until(
      'gone',
      async () =>
        !(await entity('component:demo/xgb')) &&
        !(await entity('api:demo/xgb')) &&
        !(await entity('resource:demo/xgb_model')),
    );
    expect(await entity('component:demo/iris')).toBeDefined();
  });

  it('ties a graph to the services that it calls, and lets go of those that it calls no more', async () => {
    const flow = 'component:demo/flow_graph';
    const told = async () => relations((await entity(flow))!);
    await until('graph', async () => (await told()).length >= 6);
    expect(await told()).toEqual([
      'consumesApi api:demo/digits',
      'consumesApi api:demo/iris',
      'dependsOn component:demo/digits',
      'dependsOn component:demo/iris',
      'ownedBy group:default/ml-team',
      'providesApi api:demo/flow_graph',
    ]);
    expect((await entity(flow))?.spec?.type).toBe('inference-graph');
    expect(
      String((await entity('api:demo/flow_graph'))?.spec?.definition),
    ).toContain('http://localhost:8080/graphs/demo/flow');
    modelServing.graphs.set('flow', graph('flow', ['iris']));
    await events.publish({
      topic: GRAPH_TOPIC,
      eventPayload: {
        cluster: 'local',
        namespace: 'demo',
        name: 'flow',
        resourceVersion: '2',
        change: 'upserted',
      } satisfies ResourceChange,
    });
    await until('fewer', async () => (await told()).length === 4);
    modelServing.graphs.delete('flow');
    await events.publish({
      topic: GRAPH_TOPIC,
      eventPayload: {
        cluster: 'local',
        namespace: 'demo',
        name: 'flow',
        resourceVersion: '3',
        change: 'deleted',
      } satisfies ResourceChange,
    });
    await until('gone', async () => !(await entity(flow)));
  });

  it('shows a runtime that was added after its event, and lets go of it when it is deleted', async () => {
    const own = 'resource:default/own_cluster-runtime';
    const announceRuntime = (change: ResourceChange['change']) =>
      events.publish({
        topic: RUNTIME_TOPIC,
        eventPayload: {
          cluster: 'local',
          name: 'own',
          resourceVersion: '1',
          change,
        } satisfies ResourceChange,
      });
    modelServing.runtimes = [runtime('greenroom-onnx'), runtime('own')];
    await announceRuntime('upserted');
    await until('new runtime', () => entity(own));
    modelServing.runtimes = [runtime('greenroom-onnx')];
    await announceRuntime('deleted');
    await until('gone', async () => !(await entity(own)));
    expect(
      await entity('resource:default/greenroom-onnx_cluster-runtime'),
    ).toBeDefined();
  });
});
