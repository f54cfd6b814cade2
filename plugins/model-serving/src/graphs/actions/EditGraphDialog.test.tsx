import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { InferenceGraph } from '@greenroom/backstage-plugin-model-serving-common';
import { parse } from 'yaml';
import {
  FakeServingResourcesApi,
  resourceView,
} from '../../__testUtils__/FakeServingResourcesApi';
import { graphDetail } from '../../__testUtils__/graphFixtures';
import { renderScreen } from '../../__testUtils__/render';
import { EditGraphDialog } from './EditGraphDialog';

const { resource, ref } = graphDetail();

function withNodes(nodes: InferenceGraph['spec']['nodes']): InferenceGraph {
  return { ...resource, spec: { nodes } };
}

async function open(graph: InferenceGraph = resource) {
  const resourcesApi = new FakeServingResourcesApi();
  resourcesApi.resources = [resourceView({ ref, resource: graph })];
  const onStored = jest.fn();
  const onClose = jest.fn();
  const rendered = renderScreen(
    <EditGraphDialog
      graph={graphDetail()}
      onStored={onStored}
      onClose={onClose}
    />,
    { resourcesApi },
  );
  // Another dialog while it loads
  await screen.findAllByRole('textbox');
  const dialog = within(screen.getByRole('dialog', { name: 'Edit Flow' }));
  return { ...rendered, resourcesApi, dialog, onStored, onClose };
}

const sent = (api: FakeServingResourcesApi) => {
  const [, request] = api.callsOf('importYaml')[0];
  return parse((request as { yaml: string }).yaml);
};

describe('editing a graph', () => {
  it('shows nodes in nodes, and stores what was changed and nothing else', async () => {
    const { dialog, resourcesApi, onStored } = await open(
      withNodes({
        root: { routerType: 'Sequence', steps: [{ nodeName: 'kinds' }] },
        kinds: {
          routerType: 'Splitter',
          steps: [
            { serviceName: 'iris', weight: 80 },
            { serviceName: 'wine', weight: 20 },
          ],
        },
      }),
    );
    const node = within(
      await dialog.findByRole('group', { name: 'Node kinds' }),
    );
    expect(
      node.getByRole('group', { name: 'Step 2 of kinds' }),
    ).toBeInTheDocument();
    const save = dialog.getByRole('button', { name: 'Save' });
    expect(save).toBeDisabled();
    await userEvent.click(
      node.getByRole('button', { name: 'Move step 2 of kinds up' }),
    );
    await userEvent.click(save);
    await waitFor(() => expect(onStored).toHaveBeenCalled());
    // What somebody else stored meanwhile is not overwritten
    expect(resourcesApi.callsOf('importYaml')[0][1]).toMatchObject({
      isEdit: true,
    });
    expect(sent(resourcesApi)).toEqual({
      ...resource,
      spec: {
        nodes: {
          root: { routerType: 'Sequence', steps: [{ nodeName: 'kinds' }] },
          kinds: {
            routerType: 'Splitter',
            steps: [
              { serviceName: 'wine', weight: 20 },
              { serviceName: 'iris', weight: 80 },
            ],
          },
        },
      },
    });
  });

  it('says at the field what the backend refuses', async () => {
    const { dialog, resourcesApi, onStored } = await open();
    resourcesApi.plan = [
      {
        document: 1,
        kind: 'InferenceGraph',
        action: 'refused',
        changes: [],
        errors: [
          {
            path: 'spec.nodes.root.steps[1].condition',
            message: 'an open bracket',
          },
        ],
        warnings: [],
      },
    ];
    const step = within(await dialog.findByRole('group', { name: 'Step 2' }));
    await userEvent.type(
      step.getByRole('textbox', { name: /Goes on if/ }),
      '#(',
    );
    await userEvent.click(dialog.getByRole('button', { name: 'Save' }));
    expect(await step.findByRole('alert')).toHaveTextContent('an open bracket');
    expect(
      dialog.getByText('Step 2: condition: an open bracket'),
    ).toBeInTheDocument();
    expect(onStored).not.toHaveBeenCalled();
  });

  it('says at the step that calls another graph what goes round over both', async () => {
    const url = 'http://localhost:8080/graphs/demo/opinions';
    const { dialog, resourcesApi, onStored } = await open(
      withNodes({
        root: {
          routerType: 'Sequence',
          steps: [{ serviceName: 'iris' }, { serviceUrl: url }],
        },
      }),
    );
    resourcesApi.plan = [
      {
        document: 1,
        kind: 'InferenceGraph',
        action: 'refused',
        changes: [],
        errors: [
          {
            path: 'spec.nodes.root.steps[1].serviceUrl',
            message: 'leads back here: flow → opinions → flow',
          },
        ],
        warnings: [],
      },
    ];
    const stepOf = (place: number) =>
      within(dialog.getByRole('group', { name: `Step ${place}` }));
    await userEvent.type(
      stepOf(2).getByRole('textbox', { name: /Name/ }),
      'second',
    );
    await userEvent.click(dialog.getByRole('button', { name: 'Save' }));
    expect(await stepOf(2).findByRole('alert')).toHaveTextContent(
      'leads back here: flow → opinions → flow',
    );
    expect(stepOf(1).queryByRole('alert')).toBeNull();
    expect(onStored).not.toHaveBeenCalled();
  });

  it('goes on as YAML with what was changed', async () => {
    const { dialog } = await open();
    await userEvent.click(
      await dialog.findByRole('button', { name: 'Move step 2 up' }),
    );
    await userEvent.click(dialog.getByRole('button', { name: 'Edit as YAML' }));
    const text = await screen.findByRole<HTMLTextAreaElement>('textbox', {
      name: 'YAML',
    });
    expect(parse(text.value).spec.nodes.root.steps[0]).toMatchObject({
      serviceName: 'wine',
    });
  });

  it('stays with YAML where the form would lose something, and names it', async () => {
    await open(
      withNodes({
        root: {
          routerType: 'Sequence',
          steps: [{ serviceName: 'iris', condition: 'kind' }],
        },
      }),
    );
    const text = await screen.findByRole<HTMLTextAreaElement>('textbox', {
      name: 'YAML',
    });
    expect(text.value).toContain('condition: kind');
    expect(
      screen.getByText(/form cannot show spec\.nodes\.root\.steps/),
    ).toBeInTheDocument();
  });

  it('says why nothing was stored', async () => {
    const { dialog, resourcesApi, onClose } = await open();
    resourcesApi.failures.set('importYaml', new Error('was changed meanwhile'));
    await userEvent.click(
      await dialog.findByRole('button', { name: 'Move step 2 up' }),
    );
    await userEvent.click(dialog.getByRole('button', { name: 'Save' }));
    expect(await dialog.findByRole('alert')).toHaveTextContent(
      'was changed meanwhile',
    );
    expect(onClose).not.toHaveBeenCalled();
  });
});
