import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { mockApis } from '@backstage/frontend-test-utils';
import { choose, openTemplate } from '../__testUtils__/openTemplate';
import { clusterView } from '../__testUtils__/fixtures';
import { FakeModelServingApi } from '../__testUtils__/FakeModelServingApi';

describe('ClusterPicker', () => {
  const properties = {
    cluster: { type: 'string', title: 'Cluster', 'ui:field': 'ClusterPicker' },
    namespace: {
      type: 'string',
      title: 'Project',
      'ui:field': 'ProjectPicker',
    },
  };
  const several = (change: Parameters<typeof clusterView>[0] = {}) => {
    const api = new FakeModelServingApi();
    api.clusters = [
      clusterView({ namespaces: ['demo'] }),
      clusterView({
        name: 'staging',
        title: 'Staging',
        isDefault: false,
        namespaces: ['team-s'],
        ...change,
      }),
    ];
    return api;
  };

  it('asks nothing where there is one cluster', async () => {
    const { create } = openTemplate(properties);
    await choose(/Project/, /demo/);
    expect(screen.queryByRole('button', { name: /Cluster/ })).toBeNull();
    expect(await create()).toEqual({ namespace: 'demo' });
  });

  it('preselects the default of several', async () => {
    const { create } = openTemplate(properties, { api: several() });
    await screen.findByRole('button', { name: /This machine.*Cluster/ });
    await screen.findByRole('button', { name: /demo.*Project/ });
    expect(await create()).toEqual({ cluster: 'local', namespace: 'demo' });
  });

  it('leads the other fields to the cluster that is chosen', async () => {
    const { create } = openTemplate(properties, { api: several() });
    await screen.findByRole('button', { name: /demo.*Project/ });
    await choose(/Cluster/, /Staging/);
    await choose(/Project/, /team-s/);
    expect(await create()).toEqual({
      cluster: 'staging',
      namespace: 'team-s',
    });
  });

  const silent = { reachable: false, message: 'connection refused' };

  it('offers none that is out of reach, and says why', async () => {
    openTemplate(properties, { api: several(silent) });
    await userEvent.click(
      await screen.findByRole('button', { name: /Cluster/ }),
    );
    const option = await screen.findByRole('option', { name: /Staging/ });
    expect(option).toHaveAttribute('aria-disabled', 'true');
    expect(option).toHaveTextContent('Out of reach: connection refused');
  });

  it('says why the one that a link gave is out of reach', async () => {
    openTemplate(properties, {
      api: several(silent),
      initialState: { cluster: 'staging' },
    });
    expect(
      await screen.findByText('Staging is out of reach: connection refused'),
    ).toBeVisible();
  });
});

describe('ProjectPicker', () => {
  const properties = {
    namespace: {
      type: 'string',
      title: 'Project',
      'ui:field': 'ProjectPicker',
    },
  };

  it('offers the projects of the cluster', async () => {
    const { create } = openTemplate(properties);
    await choose(/Project/, /team-a/);
    expect(await create()).toEqual({ namespace: 'team-a' });
  });

  it('preselects the only one', async () => {
    const api = new FakeModelServingApi();
    api.clusters = [clusterView({ namespaces: ['demo'] })];
    const { create } = openTemplate(properties, { api });
    await screen.findByRole('button', { name: /demo.*Project/ });
    expect(await create()).toEqual({ namespace: 'demo' });
  });

  it('preselects the first, and the next time the one that was chosen', async () => {
    const storage = mockApis.storage();
    const first = openTemplate(properties, { storage });
    await screen.findByRole('button', { name: /demo.*Project/ });
    await choose(/Project/, /team-a/);
    first.unmount();
    const { create } = openTemplate(properties, { storage });
    await screen.findByRole('button', { name: /team-a.*Project/ });
    expect(await create()).toEqual({ namespace: 'team-a' });
  });

  describe('in which the portal has not its rights', () => {
    const open = (initialState = {}) => {
      const api = new FakeModelServingApi();
      api.clusters = [
        clusterView({
          namespaces: ['demo', 'team-a'],
          deniedNamespaces: ['demo'],
        }),
      ];
      return openTemplate(properties, { api, initialState });
    };
    const why = /has not the rights that it needs there.*This machine/;

    it('are not preselected, and cannot be chosen, with the reason', async () => {
      open();
      const picker = await screen.findByRole('button', {
        name: /team-a.*Project/,
      });
      await userEvent.click(picker);
      const option = await screen.findByRole('option', { name: /demo/ });
      expect(option).toHaveAttribute('aria-disabled', 'true');
      expect(option).toHaveTextContent(why);
    });

    it('are said to be so where a link gave one', async () => {
      open({ namespace: 'demo' });
      const picker = await screen.findByRole('button', {
        name: /demo.*Project/,
      });
      await waitFor(() => expect(picker).toHaveAccessibleDescription(why));
    });
  });

  it('says why there is none', async () => {
    const api = new FakeModelServingApi();
    api.failures.set('listClusters', new Error('no cluster answers'));
    openTemplate(properties, { api });
    expect(await screen.findByRole('alert')).toHaveTextContent(
      'no cluster answers',
    );
  });
});

describe('ModelResourceName', () => {
  const properties = {
    title: { type: 'string', title: 'Name' },
    name: {
      type: 'string',
      title: 'Resource name',
      'ui:field': 'ModelResourceName',
    },
  };
  const initialState = { namespace: 'demo' };
  const nameField = () =>
    screen.findByRole('textbox', { name: /Resource name/ });

  it('is derived from the title until it is edited', async () => {
    const { create } = openTemplate(properties, { initialState });
    const title = await screen.findByRole('textbox', { name: /^Name/ });
    await userEvent.type(title, 'Röntgen Detektor');
    await waitFor(async () =>
      expect(await nameField()).toHaveValue('rontgen-detektor'),
    );
    await userEvent.type(await nameField(), '-x');
    await userEvent.type(title, ' neu');
    expect(await nameField()).toHaveValue('rontgen-detektor-x');
    expect(await create()).toMatchObject({ name: 'rontgen-detektor-x' });
  });

  it('may have a name that is taken on another cluster', async () => {
    openTemplate(properties, {
      initialState: { cluster: 'staging', namespace: 'demo' },
    });
    await userEvent.type(
      await screen.findByRole('textbox', { name: /^Name/ }),
      'iris',
    );
    expect(await screen.findByText('iris is free in demo.')).toBeVisible();
  });

  it('avoids names that are taken', async () => {
    openTemplate(properties, { initialState });
    await userEvent.type(
      await screen.findByRole('textbox', { name: /^Name/ }),
      'Iris',
    );
    await waitFor(async () => expect(await nameField()).toHaveValue('iris-2'));
  });

  it('refuses a name that is taken, or against the rule', async () => {
    const { review } = openTemplate(properties, { initialState });
    await userEvent.type(await nameField(), 'iris');
    const taken =
      'There is already a deployment iris in demo; choose another name';
    expect(await screen.findByRole('alert')).toHaveTextContent(taken);
    await review();
    expect(screen.queryByRole('button', { name: 'Create' })).toBeNull();
    // The form says it below the field now, and the field only points to it
    await screen.findByText(`'Resource name' ${taken}`);
    expect(await nameField()).toHaveAccessibleDescription(
      expect.stringContaining(taken),
    );
    expect(
      screen
        .getAllByText(taken)
        .filter(it => !it.matches('.bui-VisuallyHidden')),
    ).toHaveLength(1);
    await userEvent.clear(await nameField());
    await userEvent.type(await nameField(), 'Iris!');
    expect(
      (await screen.findAllByText(/lower case letters/))[0],
    ).toBeInTheDocument();
  });
});

describe('ModelResourceName of a connection', () => {
  const properties = {
    connectionTitle: { type: 'string', title: 'Connection name' },
    connectionName: {
      type: 'string',
      title: 'Resource name',
      'ui:field': 'ModelResourceName',
      'ui:options': { kind: 'connection', titleField: 'connectionTitle' },
    },
  };
  const initialState = { namespace: 'demo' };

  it('is derived from the field that it names, past the names of connections', async () => {
    const api = new FakeModelServingApi();
    openTemplate(properties, { api, initialState });
    const name = await screen.findByRole('textbox', { name: /Resource name/ });
    expect(name).toHaveAccessibleDescription(
      /Deployments refer to the connection by it/,
    );
    const title = screen.getByRole('textbox', { name: /Connection name/ });
    await userEvent.type(title, 'Iris');
    await waitFor(() => expect(name).toHaveValue('iris'));
    await userEvent.clear(title);
    await userEvent.type(title, 'Models');
    await waitFor(() => expect(name).toHaveValue('models-2'));
    expect(api.callsOf('listDeployments')).toHaveLength(0);
  });

  it('refuses the name of another connection', async () => {
    const { review } = openTemplate(properties, { initialState });
    await userEvent.type(
      await screen.findByRole('textbox', { name: /Resource name/ }),
      'models',
    );
    expect(await screen.findByRole('alert')).toHaveTextContent(
      'There is already a connection models in demo',
    );
    await review();
    expect(screen.queryByRole('button', { name: 'Create' })).toBeNull();
  });
});
