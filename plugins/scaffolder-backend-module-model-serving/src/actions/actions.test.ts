import { createMockActionContext } from '@backstage/plugin-scaffolder-node-test-utils';
import { Clock } from './clock';
import {
  createConnectionCreateAction,
  createConnectionRotateAction,
  createDeploymentCreateAction,
  createDeploymentDeleteAction,
  createDeploymentScaleAction,
  createDeploymentStartAction,
  createDeploymentStopAction,
  createDeploymentWaitAction,
} from './index';
import { deploymentIn, MemoryModelServing } from './testing';

const deployInput = {
  namespace: 'demo',
  name: 'iris',
  title: 'Iris',
  format: { name: 'onnx' },
};
const SECRET = 'wJalrXUtnFEMI-top-secret';

/** Time that passes only when somebody sleeps. */
function fakeClock(): Clock & { readonly slept: number[] } {
  let now = 0;
  const slept: number[] = [];
  return {
    slept,
    now: () => now,
    sleep: async (ms, signal) => {
      signal?.throwIfAborted();
      now += ms;
      slept.push(ms);
    },
  };
}

function setup() {
  const modelServing = new MemoryModelServing();
  const logged: string[] = [];
  const context = <T extends object>(input: T, more: object = {}) => {
    const ctx = createMockActionContext({ input: input as never });
    for (const level of ['info', 'warn', 'error', 'debug'] as const) {
      jest.spyOn(ctx.logger, level).mockImplementation((...args: unknown[]) => {
        logged.push(JSON.stringify(args));
      });
    }
    return Object.assign(
      ctx,
      { task: { id: 'task-1' }, step: { id: 'step-1' } },
      more,
    ) as never;
  };
  return {
    modelServing,
    options: { modelServing, defaultCluster: 'local' },
    context,
    logged,
  };
}

function outputsOf(ctx: never): Record<string, unknown> {
  return Object.fromEntries(
    ((ctx as { output: jest.Mock }).output as jest.Mock).mock.calls,
  );
}

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

describe('model-serving:connection:create', () => {
  const input = {
    namespace: 'demo',
    name: 'bucket',
    endpoint: 'http://localhost:9000',
    bucket: 'models',
  };

  it('takes the keys from the secrets and lets them go nowhere else', async () => {
    const { options, context, modelServing, logged } = setup();
    const ctx = context(input, {
      secrets: { accessKey: 'AK', secretKey: SECRET },
    });
    await createConnectionCreateAction(options).handler(ctx);
    expect(modelServing.calls[0].argument).toMatchObject({
      values: {
        AWS_ACCESS_KEY_ID: 'AK',
        AWS_SECRET_ACCESS_KEY: SECRET,
        AWS_S3_ENDPOINT: 'http://localhost:9000',
        AWS_S3_BUCKET: 'models',
      },
    });
    expect(JSON.stringify(outputsOf(ctx)) + logged.join()).not.toContain(
      SECRET,
    );
  });

  it('names the secrets that are missing', async () => {
    const { options, context, modelServing } = setup();
    await expect(
      createConnectionCreateAction(options).handler(
        context(input, { secrets: { accessKey: 'AK' } }),
      ),
    ).rejects.toThrow('secrets.secretKey (Secret key)');
    expect(modelServing.calls).toEqual([]);
  });

  it('dry run makes nothing', async () => {
    const { options, context, modelServing } = setup();
    await createConnectionCreateAction(options).handler(
      context(input, {
        isDryRun: true,
        secrets: { accessKey: 'AK', secretKey: SECRET },
      }),
    );
    expect(modelServing.connections.size).toBe(0);
  });
});

describe('model-serving:connection:create of other types', () => {
  const place = { namespace: 'demo', name: 'place' };

  it.each`
    type        | input                                                 | secrets                                 | values
    ${'uri-v1'} | ${{ uri: 'https://a.test/m' }}                        | ${{}}                                   | ${{ URI: 'https://a.test/m' }}
    ${'uri-v1'} | ${{ uri: 'https://a.test/m' }}                        | ${{ headers: 'X-Token: t' }}            | ${{ URI: 'https://a.test/m', headers: 'X-Token: t' }}
    ${'oci-v1'} | ${{ registry: 'quay.io/team', accessType: ['Pull'] }} | ${{ dockerConfig: '{"auths":{}}' }}     | ${{ OCI_HOST: 'quay.io/team', ACCESS_TYPE: '["Pull"]', '.dockerconfigjson': '{"auths":{}}' }}
    ${'oci-v1'} | ${{ registry: 'quay.io/team' }}                       | ${{ username: 'mona', password: 'pw' }} | ${{ OCI_HOST: 'quay.io/team', '.dockerconfigjson': '{"auths":{"quay.io":{"auth":"bW9uYTpwdw=="}}}' }}
  `('$type with $secrets', async ({ type, input, secrets, values }) => {
    const { options, context, modelServing } = setup();
    await createConnectionCreateAction(options).handler(
      context({ ...place, type, ...input }, { secrets }),
    );
    expect(modelServing.calls[0].argument).toMatchObject({ type, values });
  });

  it.each`
    type        | input                      | secrets                 | missing
    ${'s3'}     | ${{ bucket: 'models' }}    | ${{}}                   | ${'input.endpoint'}
    ${'uri-v1'} | ${{}}                      | ${{}}                   | ${'input.uri'}
    ${'oci-v1'} | ${{ registry: 'quay.io' }} | ${{ username: 'mona' }} | ${'secrets.dockerConfig'}
  `('$type says that $missing is missing', async row => {
    const { options, context, modelServing } = setup();
    await expect(
      createConnectionCreateAction(options).handler(
        context(
          { ...place, type: row.type, ...row.input },
          { secrets: row.secrets },
        ),
      ),
    ).rejects.toThrow(row.missing);
    expect(modelServing.calls).toEqual([]);
  });
});

describe('model-serving:connection:rotate', () => {
  const place = { namespace: 'demo', name: 'bucket' };

  async function withBucket() {
    const all = setup();
    await createConnectionCreateAction(all.options).handler(
      all.context(
        { ...place, endpoint: 'http://localhost:9000', bucket: 'models' },
        { secrets: { accessKey: 'AK', secretKey: 'old' } },
      ),
    );
    return all;
  }

  it('sends the secrets that are given, and lets them go nowhere else', async () => {
    const { options, context, modelServing, logged } = await withBucket();
    const ctx = context(
      { ...place, restart: true },
      { secrets: { secretKey: SECRET } },
    );
    await createConnectionRotateAction(options).handler(ctx);
    expect(modelServing.calls.at(-1)).toEqual({
      method: 'rotateConnection',
      argument: { restart: true, values: { AWS_SECRET_ACCESS_KEY: SECRET } },
    });
    expect(outputsOf(ctx)).toMatchObject({ rotated: true });
    expect(logged.join()).toContain('demo/iris: Its replica keeps serving.');
    expect(JSON.stringify(outputsOf(ctx)) + logged.join()).not.toContain(
      SECRET,
    );
  });

  it('fails if the new values do not pass their test', async () => {
    const { options, context, modelServing } = await withBucket();
    modelServing.rotationTest = { ok: false, steps: [], message: 'wrong key' };
    await expect(
      createConnectionRotateAction(options).handler(
        context(place, { secrets: { secretKey: SECRET } }),
      ),
    ).rejects.toThrow('Nothing was changed. wrong key');
  });

  it('names the secrets that it could take', async () => {
    const { options, context } = await withBucket();
    await expect(
      createConnectionRotateAction(options).handler(context(place)),
    ).rejects.toThrow(
      'secrets.accessKey (Access key) or secrets.secretKey (Secret key) missing',
    );
  });

  it('does not guess about a connection that is not there', async () => {
    const { options, context } = setup();
    await expect(
      createConnectionRotateAction(options).handler(
        context(place, { secrets: { secretKey: SECRET } }),
      ),
    ).rejects.toThrow('there is no connection demo/bucket');
  });

  it('dry run changes nothing', async () => {
    const { options, context, modelServing } = await withBucket();
    const ctx = context(place, {
      isDryRun: true,
      secrets: { secretKey: SECRET },
    });
    await createConnectionRotateAction(options).handler(ctx);
    expect(modelServing.calls.at(-1)?.argument).toMatchObject({ dryRun: true });
    expect(outputsOf(ctx)).toMatchObject({ rotated: false });
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
});
