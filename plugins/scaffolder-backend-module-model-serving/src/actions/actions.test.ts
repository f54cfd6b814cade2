import {
  createDeploymentCreateAction,
  createDeploymentDeleteAction,
  createDeploymentScaleAction,
  createDeploymentStartAction,
  createDeploymentStopAction,
  createDeploymentWaitAction,
} from './index';
import { fakeClock } from './__testUtils__/fakeClock';
import { outputsOf, setup } from './__testUtils__/testContext';
import { deploymentIn } from './testing';

const deployInput = {
  namespace: 'demo',
  name: 'iris',
  title: 'Iris',
  format: { name: 'onnx' },
};

describe('model-serving:deployment:create', () => {
  it('returns once the deployment is accepted, with where to find it', async () => {
    const { options, context } = setup();
    const ctx = context(deployInput);
    await createDeploymentCreateAction(options).handler(ctx);
    expect(outputsOf(ctx)).toMatchObject({
      cluster: 'local',
      namespace: 'demo',
      name: 'iris',
      entityRef: 'component:demo/iris',
      url: 'http://localhost:8080/serving/demo/iris',
    });
  });

  it('makes one deployment when the same step runs twice', async () => {
    const { options, context, modelServing } = setup();
    await createDeploymentCreateAction(options).handler(context(deployInput));
    await createDeploymentCreateAction(options).handler(context(deployInput));
    expect(modelServing.deployments.size).toBe(1);
  });

  it('asks for a route as Open Data Hub reads it, where that is there', async () => {
    const { options, context, modelServing } = setup();
    modelServing.clusters = [
      {
        name: 'local',
        title: 'Local',
        isDefault: true,
        reachable: true,
        namespaces: ['demo'],
        capabilities: {
          storageSchemes: [],
          autoscalerClasses: [],
          scaleToZero: false,
          externalRoutes: true,
          openDataHub: true,
          accelerators: [],
          capacity: { cpuCores: 1, memoryBytes: 1 },
          maxReplicas: 1,
        },
      },
    ];
    await createDeploymentCreateAction(options).handler(context(deployInput));
    expect(modelServing.deployments.get('iris')?.metadata.labels).toEqual({
      'networking.kserve.io/visibility': 'exposed',
    });
  });

  it('deploys with what the form says about scaling', async () => {
    const { options, context, modelServing } = setup();
    const scaling = {
      annotations: { 'autoscaling.knative.dev/window': '30s' },
      behavior: { scaleUp: { selectPolicy: 'Min' } },
    };
    await createDeploymentCreateAction(options).handler(
      context({ ...deployInput, scaling }),
    );
    expect(modelServing.deployments.get('iris')).toMatchObject({
      metadata: { annotations: scaling.annotations },
      spec: { predictor: { autoScaling: { behavior: scaling.behavior } } },
    });
  });

  it('refuses a name that another task has taken', async () => {
    const { options, context } = setup();
    await createDeploymentCreateAction(options).handler(context(deployInput));
    const other = Object.assign(context(deployInput) as object, {
      task: { id: 'task-2' },
    }) as never;
    await expect(
      createDeploymentCreateAction(options).handler(other),
    ).rejects.toThrow('exists');
  });

  it('dry run validates on the server, stores nothing and outputs what would be', async () => {
    const { options, context, modelServing } = setup();
    const ctx = context(deployInput, { isDryRun: true });
    await createDeploymentCreateAction(options).handler(ctx);
    expect(modelServing.deployments.size).toBe(0);
    expect(outputsOf(ctx)).toMatchObject({ entityRef: 'component:demo/iris' });
  });

  it('dry run fails with the field that is wrong', async () => {
    const { options, context } = setup();
    const ctx = context(
      { ...deployInput, format: { name: 'unknown' } },
      { isDryRun: true },
    );
    await expect(
      createDeploymentCreateAction(options).handler(ctx),
    ).rejects.toThrow('spec.predictor.model.modelFormat: no runtime serves it');
  });
});

describe('model-serving:deployment:wait', () => {
  it('ends when the deployment is ready, with its address', async () => {
    const { options, context, modelServing } = setup();
    modelServing.states = [deploymentIn('starting'), deploymentIn('ready')];
    const ctx = context({ namespace: 'demo', name: 'iris' });
    await createDeploymentWaitAction({
      ...options,
      clock: fakeClock(),
    }).handler(ctx);
    expect(outputsOf(ctx)).toEqual({
      state: 'ready',
      url: 'http://localhost:8080/serving/demo/iris',
      inferUrl: 'http://localhost:8080/serving/demo/iris/v2/models/iris/infer',
    });
  });

  it('ends only when the catalog has the entity that is linked to', async () => {
    const { options, context } = setup();
    const clock = fakeClock();
    const seen = [false, false, true];
    const ctx = context({ namespace: 'demo', name: 'iris' });
    await createDeploymentWaitAction({
      ...options,
      clock,
      isInCatalog: async () => seen.shift() ?? true,
    }).handler(ctx);
    expect(clock.slept).toEqual([200, 200]);
    expect(outputsOf(ctx)).toMatchObject({ state: 'ready' });
  });

  it('says every five seconds what happens, even if it is the same', async () => {
    const { options, context, modelServing, logged } = setup();
    modelServing.states = [
      ...Array<undefined>(20)
        .fill(undefined)
        .map(() => deploymentIn('starting')),
      deploymentIn('ready'),
    ];
    await createDeploymentWaitAction({
      ...options,
      clock: fakeClock(),
    }).handler(context({ namespace: 'demo', name: 'iris' }));
    expect(
      logged.filter(
        line => line.includes('1 of 2 MiB') && line.includes('starting'),
      ),
    ).toHaveLength(4);
  });

  it('fails with the finding and its way out as soon as the deployment failed', async () => {
    const { options, context, modelServing } = setup();
    modelServing.states = [deploymentIn('starting'), deploymentIn('failed')];
    await expect(
      createDeploymentWaitAction({ ...options, clock: fakeClock() }).handler(
        context({ namespace: 'demo', name: 'iris' }),
      ),
    ).rejects.toThrow(
      /The model was not found.*no object below iris\/.*Check the path/,
    );
  });

  it('at its limit fails with the current reason, not with "timeout"', async () => {
    const { options, context, modelServing } = setup();
    modelServing.states = [deploymentIn('starting', 'fetching the model')];
    await expect(
      createDeploymentWaitAction({ ...options, clock: fakeClock() }).handler(
        context({ namespace: 'demo', name: 'iris', timeoutSeconds: 3 }),
      ),
    ).rejects.toThrow(/not ready after 3 s: .*fetching the model/);
  });

  it('ends when the task is cancelled', async () => {
    const { options, context, modelServing } = setup();
    modelServing.states = [deploymentIn('starting')];
    const controller = new AbortController();
    controller.abort();
    await expect(
      createDeploymentWaitAction({ ...options, clock: fakeClock() }).handler(
        context(
          { namespace: 'demo', name: 'iris' },
          { signal: controller.signal },
        ),
      ),
    ).rejects.toThrow('waiting was cancelled');
  });

  it('ends when somebody deletes the deployment', async () => {
    const { options, context, modelServing } = setup();
    modelServing.states = [deploymentIn('starting'), undefined];
    await expect(
      createDeploymentWaitAction({ ...options, clock: fakeClock() }).handler(
        context({ namespace: 'demo', name: 'iris' }),
      ),
    ).rejects.toThrow('does not exist any more');
  });
});

describe('start, stop, scale and delete', () => {
  const ref = { namespace: 'demo', name: 'iris' };

  it.each`
    verb       | create                         | input                         | output
    ${'start'} | ${createDeploymentStartAction} | ${ref}                        | ${{ state: 'starting' }}
    ${'stop'}  | ${createDeploymentStopAction}  | ${ref}                        | ${{ state: 'stopping' }}
    ${'scale'} | ${createDeploymentScaleAction} | ${{ ...ref, minReplicas: 2 }} | ${{ desired: 2 }}
  `(
    '$verb calls the service once and returns at once',
    async ({ create, input, output }) => {
      const { options, context, modelServing } = setup();
      const ctx = context(input);
      await create(options).handler(ctx);
      expect(modelServing.calls).toHaveLength(1);
      expect(outputsOf(ctx)).toEqual(output);
    },
  );

  it.each([
    createDeploymentStartAction,
    createDeploymentStopAction,
    createDeploymentScaleAction,
    createDeploymentDeleteAction,
  ])('dry run of %p touches nothing', async create => {
    const { options, context, modelServing } = setup();
    await create(options).handler(
      context({ ...ref, minReplicas: 1 }, { isDryRun: true }),
    );
    expect(modelServing.calls).toEqual([]);
  });

  it('deletes, and is content when there is nothing left to delete', async () => {
    const { options, context } = setup();
    await createDeploymentCreateAction(options).handler(context(deployInput));
    const first = context(ref);
    await createDeploymentDeleteAction(options).handler(first);
    expect(outputsOf(first)).toEqual({ deleted: true });
    const second = context(ref);
    await createDeploymentDeleteAction(options).handler(second);
    expect(outputsOf(second)).toEqual({ deleted: false });
  });

  it('says in the log that it was only forgotten, where that is so', async () => {
    const { options, context, modelServing, logged } = setup();
    modelServing.forgets = 'It is forgotten here, and stays there.';
    await createDeploymentCreateAction(options).handler(context(deployInput));
    const deletion = context(ref);
    logged.splice(0);
    await createDeploymentDeleteAction(options).handler(deletion);
    expect(logged).toEqual([JSON.stringify([modelServing.forgets])]);
    expect(outputsOf(deletion)).toEqual({ deleted: true });
  });
});
