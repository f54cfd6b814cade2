import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { parse } from 'yaml';
import { openTemplate } from '../__testUtils__/openTemplate';
import { deploymentSummary, stoppedSummary } from '../__testUtils__/fixtures';
import { FakeModelServingApi } from '../__testUtils__/FakeModelServingApi';
import { FakeServingResourcesApi } from '../__testUtils__/FakeServingResourcesApi';

const properties = {
  steps: {
    type: 'array',
    items: { type: 'object' },
    title: 'Steps',
    'ui:field': 'GraphStepsField',
  },
  nodes: {
    type: 'array',
    items: { type: 'object' },
    title: 'More nodes',
    'ui:field': 'GraphNodesField',
  },
};

function openForm(
  routerType: string,
  resourcesApi?: FakeServingResourcesApi,
  filled: object = {},
) {
  const api = new FakeModelServingApi();
  api.deployments = [deploymentSummary(), stoppedSummary()];
  return openTemplate(properties, {
    api,
    resourcesApi,
    initialState: {
      namespace: 'demo',
      name: 'flow',
      title: 'Flow',
      routerType,
      ...filled,
    },
  });
}

const step = async (number: number) =>
  within(await screen.findByRole('group', { name: `Step ${number}` }));

async function chooseService(number: number, name: RegExp) {
  const { getByRole } = await step(number);
  await userEvent.click(getByRole('button', { name: /Service/ }));
  await userEvent.click(await screen.findByRole('option', { name }));
}

describe('GraphStepsField', () => {
  it('makes a sequence of services of the project, in the order that one gives them', async () => {
    const { create } = openForm('Sequence');
    await chooseService(1, /Fraud \(fraud\), Stopped/);
    await userEvent.click(screen.getByRole('button', { name: 'Add step' }));
    await chooseService(2, /Iris \(iris\), Ready/);
    await userEvent.click(
      screen.getByRole('button', { name: 'Move step 2 up' }),
    );
    const second = await step(2);
    await userEvent.type(
      second.getByRole('textbox', { name: /Is sent/ }),
      '$response',
    );
    await userEvent.click(
      second.getByRole('checkbox', { name: /failure of the graph/ }),
    );
    expect(await create()).toMatchObject({
      steps: [
        { service: 'iris' },
        { service: 'fraud', data: '$response', mustSucceed: true },
      ],
    });
  });

  it('asks for what the way of running needs, and for nothing else', async () => {
    openForm('Splitter');
    const first = await step(1);
    expect(
      first.getByRole('textbox', { name: /Share in percent/ }),
    ).toBeInTheDocument();
    expect(first.queryByRole('textbox', { name: /Taken if/ })).toBeNull();
    expect(first.queryByRole('checkbox')).toBeNull();
    expect(screen.getByRole('status')).toHaveTextContent('sum up to 0 %');
  });

  it('calls an address instead of a service', async () => {
    const { create } = openForm('Ensemble');
    const first = await step(1);
    await userEvent.click(
      first.getByRole('button', { name: 'Call an address instead' }),
    );
    await userEvent.type(
      first.getByRole('textbox', { name: /Address/ }),
      'https://far.example/x',
    );
    expect(await create()).toMatchObject({
      steps: [{ url: 'https://far.example/x' }],
    });
  });

  it('does not go on without what is missing, and says where', async () => {
    const { review } = openForm('Switch');
    await chooseService(1, /Iris/);
    await review();
    expect(
      await screen.findByText('Step 1: Say when this step is taken'),
    ).toBeInTheDocument();
    expect(screen.queryByRole('button', { name: 'Create' })).toBeNull();
  });

  it('asks the backend, and shows what it refuses at its step', async () => {
    const resourcesApi = new FakeServingResourcesApi();
    resourcesApi.plan = [
      {
        document: 1,
        kind: 'InferenceGraph',
        action: 'refused',
        changes: [],
        errors: [
          {
            path: 'spec.nodes.root.steps[0].condition',
            message: 'an open bracket',
          },
        ],
        warnings: [],
      },
    ];
    const { review } = openForm('Switch', resourcesApi);
    await chooseService(1, /Iris/);
    await userEvent.type(
      (await step(1)).getByRole('textbox', { name: /Taken if/ }),
      '#(',
    );
    await review();
    expect(
      await screen.findByText('Step 1: condition: an open bracket'),
    ).toBeInTheDocument();
    const [, request] = resourcesApi.callsOf('importYaml')[0];
    const { yaml, dryRun } = request as { yaml: string; dryRun: boolean };
    expect(dryRun).toBe(true);
    expect(parse(yaml)).toMatchObject({
      kind: 'InferenceGraph',
      metadata: { name: 'flow', namespace: 'demo' },
      spec: {
        nodes: {
          root: { routerType: 'Switch', steps: [{ serviceName: 'iris' }] },
        },
      },
    });
  });

  it('goes on where the backend cannot be asked: it checks again', async () => {
    const resourcesApi = new FakeServingResourcesApi();
    resourcesApi.failures.set('importYaml', new Error('no way there'));
    const { create } = openForm('Sequence', resourcesApi);
    await chooseService(1, /Iris/);
    expect(await create()).toMatchObject({ steps: [{ service: 'iris' }] });
  });

  it('calls a node in a node, and draws them', async () => {
    const { create } = openForm('Sequence');
    await userEvent.click(screen.getByRole('button', { name: 'Add node' }));
    const first = await step(1);
    await userEvent.click(
      first.getByRole('button', { name: 'Call a node instead' }),
    );
    await userEvent.click(first.getByRole('button', { name: /Node/ }));
    await userEvent.click(
      await screen.findByRole('option', { name: /node-1, Sequence/ }),
    );
    const node = within(screen.getByRole('group', { name: 'Node node-1' }));
    await userEvent.click(
      node.getByRole('button', { name: /How its steps run/ }),
    );
    await userEvent.click(
      await screen.findByRole('option', { name: /Ensemble/ }),
    );
    const inner = within(
      screen.getByRole('group', { name: 'Step 1 of node-1' }),
    );
    await userEvent.click(inner.getByRole('button', { name: /Service/ }));
    await userEvent.click(await screen.findByRole('option', { name: /Iris/ }));
    const drawn = screen.getByRole('region', { name: 'The graph so far' });
    expect(drawn).toHaveTextContent('node node-1');
    expect(drawn).toHaveTextContent('service iris');
    expect(await create()).toMatchObject({
      steps: [{ node: 'node-1' }],
      nodes: [
        {
          name: 'node-1',
          routerType: 'Ensemble',
          steps: [{ service: 'iris' }],
        },
      ],
    });
  });

  it('refuses a circle, with words at the step', async () => {
    const { review } = openForm('Sequence', undefined, {
      steps: [{ node: 'a' }],
      nodes: [
        { name: 'a', routerType: 'Sequence', steps: [{ node: 'b' }] },
        { name: 'b', routerType: 'Sequence', steps: [{ node: 'a' }] },
      ],
    });
    const words = 'a → b → a is a circle: a request would never end';
    const inner = within(
      await screen.findByRole('group', { name: 'Step 1 of a' }),
    );
    expect(inner.getByRole('alert')).toHaveTextContent(words);
    await review();
    expect(
      await screen.findByText(`Step 1 of a: ${words}`),
    ).toBeInTheDocument();
    expect(screen.queryByRole('button', { name: 'Create' })).toBeNull();
  });

  it('says what to do where the project has no service', async () => {
    const api = new FakeModelServingApi();
    api.deployments = [];
    openTemplate(properties, { api, initialState: { namespace: 'demo' } });
    expect(
      await screen.findByText(/no deployment in demo that a step could call/),
    ).toBeInTheDocument();
  });
});

describe('ModelResourceName of a graph', () => {
  it('is free unless another graph has it', async () => {
    openTemplate(
      {
        name: {
          type: 'string',
          title: 'Resource name',
          'ui:field': 'ModelResourceName',
          'ui:options': { kind: 'graph' },
        },
      },
      { initialState: { namespace: 'demo', title: 'Flow' } },
    );
    // `flow` is taken by the graph of the fixtures
    expect(await screen.findByDisplayValue('flow-2')).toBeInTheDocument();
  });
});
