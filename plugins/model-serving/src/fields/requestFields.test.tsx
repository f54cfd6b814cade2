import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { openTemplate } from '../__testUtils__/openTemplate';
import { clusterView, kserveCluster } from '../__testUtils__/fixtures';
import { FakeModelServingApi } from '../__testUtils__/FakeModelServingApi';

/** A portal with a cluster that our gateway is in front of, and one with KServe. */
const withKServe = (
  capabilities: Parameters<typeof kserveCluster>[0] = {},
): { api: FakeModelServingApi; initialState: { cluster: string } } => {
  const api = new FakeModelServingApi();
  api.clusters = [clusterView(), kserveCluster(capabilities)];
  return { api, initialState: { cluster: 'production' } };
};

describe('RouteField', () => {
  const properties = {
    route: { type: 'boolean', default: true, 'ui:field': 'RouteField' },
  };
  const outside = 'Reachable from outside the cluster';

  it.each`
    of                             | options                              | name                               | says
    ${'our gateway'}               | ${{}}                                | ${'Reachable through the gateway'} | ${/other services of the cluster/}
    ${'KServe'}                    | ${withKServe()}                      | ${outside}                         | ${/KServe makes the route/}
    ${'KServe with Open Data Hub'} | ${withKServe({ openDataHub: true })} | ${outside}                         | ${/Open Data Hub makes the route/}
  `('says whose route it is: of $of', async ({ options, name, says }) => {
    const { create } = openTemplate(properties, options);
    const route = await screen.findByRole('switch', { name });
    expect(route).toBeChecked();
    expect(route).toHaveAccessibleDescription(says);
    await userEvent.click(route);
    expect(await create()).toMatchObject({ route: false });
  });

  it('is not offered where KServe makes no routes to the outside', async () => {
    openTemplate(properties, withKServe({ externalRoutes: false }));
    expect(
      await screen.findByRole('group', { name: outside }),
    ).toHaveTextContent(/makes no routes to the outside/);
    expect(screen.queryByRole('switch')).toBeNull();
  });
});

describe('RequireTokenField', () => {
  const properties = {
    requireToken: {
      type: 'boolean',
      default: false,
      title: 'Require a token',
      description: 'Made on the tab Access',
      'ui:field': 'RequireTokenField',
    },
  };
  const name = 'Require a token';

  it('asks for one of ours', async () => {
    const { create } = openTemplate(properties);
    const needed = await screen.findByRole('switch', { name });
    expect(needed).toHaveAccessibleDescription('Made on the tab Access');
    await userEvent.click(needed);
    expect(await create()).toEqual({ requireToken: true });
  });

  it('is not offered where nobody would ask, says why, and is not sent', async () => {
    const { api, initialState } = withKServe();
    const { create } = openTemplate(properties, {
      api,
      initialState: { ...initialState, requireToken: true as never },
    });
    expect(await screen.findByRole('group', { name })).toHaveTextContent(
      /without the gateway that checks tokens/,
    );
    expect(screen.queryByRole('switch')).toBeNull();
    await waitFor(async () =>
      expect(await create()).toMatchObject({ requireToken: false }),
    );
  });

  it('goes with a route of Open Data Hub, and is asked without one', async () => {
    const { api, initialState } = withKServe({ openDataHub: true });
    const { create } = openTemplate(
      {
        route: { type: 'boolean', default: true, 'ui:field': 'RouteField' },
        ...properties,
      },
      { api, initialState },
    );
    expect(await screen.findByRole('group', { name })).toHaveTextContent(
      /Always, with a route from outside/,
    );
    await userEvent.click(screen.getByRole('switch', { name: /Reachable/ }));
    const needed = await screen.findByRole('switch', { name });
    expect(needed).toHaveAccessibleDescription(/token of Open Data Hub/);
    await userEvent.click(needed);
    expect(await create()).toMatchObject({ route: false, requireToken: true });
  });
});

describe('what is done with payloads', () => {
  const properties = {
    batcher: {
      type: 'object',
      title: 'Send predictions in batches',
      'ui:field': 'BatcherField',
    },
    logger: {
      type: 'object',
      title: 'Log payloads',
      'ui:field': 'LoggerField',
    },
  };

  it('is nothing unless it is switched on', async () => {
    const { create } = openTemplate(properties);
    await screen.findByRole('switch', { name: /batches/ });
    expect(await create()).toEqual({});
  });

  it('may be left to the defaults', async () => {
    const { create } = openTemplate(properties);
    await userEvent.click(
      await screen.findByRole('switch', { name: /batches/ }),
    );
    expect(await create()).toEqual({ batcher: {} });
  });

  it('is written as KServe has it, and reviewed in words', async () => {
    const { create, review } = openTemplate(properties);
    await userEvent.click(
      await screen.findByRole('switch', { name: /batches/ }),
    );
    await userEvent.type(
      screen.getByRole('textbox', { name: /Instances/ }),
      '8',
    );
    await userEvent.click(screen.getByRole('switch', { name: /Log payloads/ }));
    await review();
    const url = screen.getByRole('textbox', { name: /Send payloads to/ });
    await waitFor(() => expect(url).toBeInvalid());
    expect(url).toHaveAccessibleDescription(/The URL is missing/);
    await userEvent.type(url, 'https://sink.example.com/');
    expect(await create()).toEqual({
      batcher: { maxBatchSize: 8 },
      logger: { mode: 'all', url: 'https://sink.example.com/' },
    });
  });

  it('is offered on KServe with what KServe makes of it', async () => {
    const { create } = openTemplate(properties, withKServe());
    await userEvent.click(
      await screen.findByRole('switch', { name: /batches/ }),
    );
    expect(screen.getByText(/requests in V2 reach the model/)).toBeVisible();
    expect(
      screen.queryByRole('textbox', { name: /Time for a batch/ }),
    ).toBeNull();
    await userEvent.click(screen.getByRole('switch', { name: /Log payloads/ }));
    expect(screen.getByText(/it loses the answers/)).toBeVisible();
    expect(
      screen.getByRole('textbox', { name: /Headers to repeat/ }),
    ).toHaveAccessibleDescription(/name none that holds a credential/);
    // KServe has a place of its own for payloads without a URL
    expect(await create()).toMatchObject({
      batcher: {},
      logger: { mode: 'all' },
    });
  });

  it('takes no URL on KServe that is none', async () => {
    const { review } = openTemplate(properties, withKServe());
    await userEvent.click(
      await screen.findByRole('switch', { name: /Log payloads/ }),
    );
    const url = screen.getByRole('textbox', { name: /Send payloads to/ });
    await userEvent.type(url, 'sink');
    await review();
    await waitFor(() => expect(url).toBeInvalid());
  });
});
