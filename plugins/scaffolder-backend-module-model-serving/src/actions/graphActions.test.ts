import {
  createGraphCreateAction,
  createGraphDeleteAction,
  createGraphWaitAction,
} from './index';
import { fakeClock } from './__testUtils__/fakeClock';
import { outputsOf, setup } from './__testUtils__/testContext';
import { graphIn } from './testing';

const input = {
  namespace: 'demo',
  name: 'flow',
  title: 'Flow',
  routerType: 'Sequence',
  steps: [{ service: 'iris' }, { service: 'wine', data: '$response' }],
};
const ref = { namespace: 'demo', name: 'flow' };

describe('model-serving:graph:create', () => {
  it('checks, stores, and says where it will be', async () => {
    const { options, context, modelServing, logged } = setup();
    const ctx = context(input);
    await createGraphCreateAction(options).handler(ctx);
    expect(outputsOf(ctx)).toEqual({
      cluster: 'local',
      namespace: 'demo',
      name: 'flow',
      entityRef: 'component:demo/flow_graph',
    });
    expect(
      JSON.parse(modelServing.resources.get('flow') ?? '{}'),
    ).toMatchObject({
      kind: 'InferenceGraph',
      spec: {
        nodes: {
          root: {
            routerType: 'Sequence',
            steps: [
              { serviceName: 'iris' },
              { serviceName: 'wine', data: '$response' },
            ],
          },
        },
      },
    });
    expect(logged.join()).toContain('spec: to know');
  });

  it('stores nodes in nodes, and refuses two of one name', async () => {
    const { options, context, modelServing } = setup();
    const kinds = {
      name: 'kinds',
      routerType: 'Switch',
      steps: [{ service: 'wine', condition: 'kind' }],
    };
    const nested = { ...input, steps: [{ node: 'kinds' }], nodes: [kinds] };
    await createGraphCreateAction(options).handler(context(nested));
    expect(
      JSON.parse(modelServing.resources.get('flow') ?? '{}').spec.nodes,
    ).toEqual({
      root: { routerType: 'Sequence', steps: [{ nodeName: 'kinds' }] },
      kinds: {
        routerType: 'Switch',
        steps: [{ serviceName: 'wine', condition: 'kind' }],
      },
    });
    await expect(
      createGraphCreateAction(options).handler(
        context({ ...nested, nodes: [kinds, kinds] }),
      ),
    ).rejects.toThrow('nodes[1].name: There is another node kinds');
  });

  it('is content with the same graph again, as a repeated task asks for it', async () => {
    const { options, context, modelServing } = setup();
    await createGraphCreateAction(options).handler(context(input));
    await createGraphCreateAction(options).handler(context(input));
    const writes = modelServing.calls.filter(
      ({ argument }) => !(argument as { dryRun?: boolean }).dryRun,
    );
    expect(writes).toHaveLength(1);
  });

  it('never writes over another graph of that name', async () => {
    const { options, context, modelServing } = setup();
    await createGraphCreateAction(options).handler(context(input));
    const before = modelServing.resources.get('flow');
    await expect(
      createGraphCreateAction(options).handler(
        context({ ...input, routerType: 'Ensemble' }),
      ),
    ).rejects.toThrow('there is already another graph flow in demo');
    expect(modelServing.resources.get('flow')).toBe(before);
  });

  it('does not write over one that somebody makes between its look and its write', async () => {
    const { options, context, modelServing } = setup();
    modelServing.beforeWrite = () => {
      modelServing.resources.set('flow', 'of somebody else');
    };
    await expect(
      createGraphCreateAction(options).handler(context(input)),
    ).rejects.toThrow('there is already another flow');
    expect(modelServing.resources.get('flow')).toBe('of somebody else');
  });

  it('fails with the field that is wrong, and stores nothing', async () => {
    const { options, context, modelServing } = setup();
    await expect(
      createGraphCreateAction(options).handler(
        context({ ...input, name: 'a_b' }),
      ),
    ).rejects.toThrow('metadata.name: is not a name');
    expect(modelServing.resources.size).toBe(0);
  });

  it('dry run checks on the server and stores nothing', async () => {
    const { options, context, modelServing } = setup();
    const ctx = context(input, { isDryRun: true });
    await createGraphCreateAction(options).handler(ctx);
    expect(modelServing.resources.size).toBe(0);
    expect(outputsOf(ctx)).toMatchObject({
      entityRef: 'component:demo/flow_graph',
    });
  });
});

describe('model-serving:graph:wait', () => {
  const waitWith = (test: ReturnType<typeof setup>, more: object = {}) => {
    const ctx = test.context({ ...ref, ...more });
    const done = createGraphWaitAction({
      ...test.options,
      clock: fakeClock(),
    }).handler(ctx);
    return { ctx, done };
  };

  it('ends when the graph answers, with its address', async () => {
    const test = setup();
    test.modelServing.graphStates = [graphIn('starting'), graphIn('ready')];
    const { ctx, done } = waitWith(test);
    await done;
    expect(outputsOf(ctx)).toEqual({
      state: 'ready',
      url: 'http://localhost:8080/graphs/demo/flow',
    });
  });

  it('ends only when the catalog has the entity that is linked to', async () => {
    const { options, context } = setup();
    const clock = fakeClock();
    const seen = [false, true];
    await createGraphWaitAction({
      ...options,
      clock,
      isInCatalog: async () => seen.shift() ?? true,
    }).handler(context(ref));
    expect(clock.slept).toEqual([200]);
  });

  it('fails with the reasons as soon as it cannot run', async () => {
    const test = setup();
    test.modelServing.graphStates = [
      graphIn('failed', {
        problems: [{ path: 'spec.nodes', message: 'there is a circle' }],
        members: [
          {
            name: 'wine',
            ref: { cluster: 'local', namespace: 'demo', name: 'wine' },
            entityRef: 'component:demo/wine',
            steps: ['root/1'],
            problem: 'There is no service wine',
          },
        ],
      }),
    ];
    await expect(waitWith(test).done).rejects.toThrow(
      /it is failed\nspec.nodes: there is a circle\nwine: There is no service wine/,
    );
  });

  it('at its limit says what it waits for', async () => {
    const test = setup();
    test.modelServing.graphStates = [graphIn('starting')];
    await expect(waitWith(test, { timeoutSeconds: 3 }).done).rejects.toThrow(
      /does not answer after 3 s: starting: it is starting/,
    );
  });

  it('ends when somebody deletes the graph, or the task is cancelled', async () => {
    const test = setup();
    test.modelServing.graphStates = [undefined];
    await expect(waitWith(test).done).rejects.toThrow(
      'does not exist any more',
    );
    test.modelServing.graphStates = [graphIn('starting')];
    await expect(
      createGraphWaitAction({ ...test.options, clock: fakeClock() }).handler(
        test.context(ref, { signal: AbortSignal.abort() }),
      ),
    ).rejects.toThrow('waiting was cancelled');
  });
});

describe('model-serving:graph:delete', () => {
  it('deletes, and is content when there is nothing left to delete', async () => {
    const { options, context } = setup();
    await createGraphCreateAction(options).handler(context(input));
    const first = context(ref);
    await createGraphDeleteAction(options).handler(first);
    expect(outputsOf(first)).toEqual({ deleted: true });
    const second = context(ref);
    await createGraphDeleteAction(options).handler(second);
    expect(outputsOf(second)).toEqual({ deleted: false });
  });

  it('says in the log that it was only forgotten, where that is so', async () => {
    const { options, context, modelServing, logged } = setup();
    modelServing.forgets = 'It is forgotten here, and stays there.';
    await createGraphCreateAction(options).handler(context(input));
    const deletion = context(ref);
    logged.splice(0);
    await createGraphDeleteAction(options).handler(deletion);
    expect(logged).toEqual([JSON.stringify([modelServing.forgets])]);
    expect(outputsOf(deletion)).toEqual({ deleted: true });
  });

  it('dry run touches nothing', async () => {
    const { options, context, modelServing } = setup();
    for (const create of [createGraphDeleteAction, createGraphWaitAction]) {
      await create(options).handler(context(ref, { isDryRun: true }));
    }
    expect(modelServing.calls).toEqual([]);
  });
});
