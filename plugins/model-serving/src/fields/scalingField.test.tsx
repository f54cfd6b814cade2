import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { clusterView, kserveCluster } from '../__testUtils__/fixtures';
import { FakeModelServingApi } from '../__testUtils__/FakeModelServingApi';
import { openTemplate } from '../__testUtils__/openTemplate';

const properties = {
  scaling: {
    type: 'object',
    title: 'Advanced scaling',
    'ui:field': 'AdvancedScalingField',
  },
};

/** A portal whose own cluster scales by requests and usage, and one that only has HPAs. */
function portal() {
  const api = new FakeModelServingApi();
  const { capabilities } = clusterView();
  api.clusters = [
    clusterView({
      capabilities: {
        ...capabilities,
        autoscalerClasses: ['none', 'kpa', 'hpa'],
      },
    }),
    kserveCluster({ autoscalerClasses: ['hpa', 'none'] }),
  ];
  return api;
}

const unfold = async () =>
  userEvent.click(await screen.findByText(/^Advanced scaling/));
const box = (name: RegExp) => screen.getByRole('textbox', { name });
const groups = (name: string) => within(screen.getByRole('group', { name }));

describe('AdvancedScalingField', () => {
  it('gives nothing where all is as the platform has it', async () => {
    const { create } = openTemplate(properties, { api: portal() });
    const summary = await screen.findByText(
      'Advanced scaling (as the platform has it)',
    );
    expect(summary.closest('details')).not.toHaveAttribute('open');
    expect(await create()).toEqual({});
  });

  it('gives annotations of what is scaled by requests, as they are typed and with their units', async () => {
    const { create } = openTemplate(properties, { api: portal() });
    await unfold();
    await userEvent.type(box(/^Window/), '30');
    expect(box(/^Window/)).toHaveValue('30');
    await userEvent.type(box(/^Replicas of a new version/), '2');
    expect(screen.getByText('Advanced scaling (2 set)')).toBeInTheDocument();
    expect(await create()).toEqual({
      scaling: {
        annotations: {
          'autoscaling.knative.dev/window': '30s',
          'autoscaling.knative.dev/initial-scale': '2',
        },
      },
    });
  });

  it('gives the behavior of what is scaled by usage', async () => {
    const { create } = openTemplate(properties, {
      api: portal(),
      initialState: { cluster: 'production', replicas: { min: 1, max: 3 } },
    });
    await unfold();
    const up = groups('More replicas');
    await userEvent.click(up.getByRole('button', { name: 'Add policy' }));
    expect(await create()).toMatchObject({
      scaling: {
        behavior: {
          scaleUp: {
            policies: [{ type: 'Pods', value: 1, periodSeconds: 60 }],
          },
        },
      },
    });
  });

  it('follows what the replicas are scaled by, and keeps what does not count now', async () => {
    const { create } = openTemplate(properties, {
      api: portal(),
      initialState: {
        replicas: { min: 1, max: 3, metric: 'cpu' },
        scaling: { annotations: { 'autoscaling.knative.dev/window': '30s' } },
      },
    });
    await unfold();
    expect(
      screen.getByText(/also has annotations for scaling by requests/),
    ).toBeInTheDocument();
    expect(screen.queryByRole('textbox', { name: /^Window/ })).toBeNull();
    await userEvent.type(
      groups('Fewer replicas').getByRole('textbox', { name: /Tolerance/ }),
      '0.2',
    );
    expect(await create()).toMatchObject({
      scaling: {
        annotations: { 'autoscaling.knative.dev/window': '30s' },
        behavior: { scaleDown: { tolerance: '0.2' } },
      },
    });
  });

  it('says what is wrong in the words of the edit form, and holds the page', async () => {
    const { review } = openTemplate(properties, { api: portal() });
    await unfold();
    await userEvent.type(box(/^Window/), '5');
    expect(box(/^Window/)).toHaveAccessibleDescription(
      expect.stringContaining('expected 6s <= 5s <= 1h0m0s'),
    );
    await review();
    expect(
      (await screen.findAllByText(/^Window: expected 6s <= 5s/))[0],
    ).toBeVisible();
    expect(screen.queryByRole('button', { name: 'Create' })).toBeNull();
  });

  it('shows what is wrong where it does not count, so that it can be mended', async () => {
    openTemplate(properties, {
      api: portal(),
      initialState: {
        replicas: { min: 1, max: 3, metric: 'cpu' },
        scaling: { annotations: { 'autoscaling.knative.dev/window': '5s' } },
      },
    });
    expect(
      await screen.findByRole('textbox', { name: /^Window/ }),
    ).toBeInvalid();
    expect(
      screen.getByText(/^Advanced scaling/).closest('details'),
    ).toHaveAttribute('open');
  });

  it('unfolds and says what the cluster refuses of it', async () => {
    const api = portal();
    api.dryRun = {
      errors: [
        {
          path: 'metadata.annotations[autoscaling.knative.dev/initial-scale]',
          message: 'the cluster does not allow 0',
        },
      ],
    };
    const { review } = openTemplate(properties, {
      api,
      initialState: {
        namespace: 'demo',
        name: 'iris',
        modelFormat: { name: 'onnx' },
        scaling: {
          annotations: { 'autoscaling.knative.dev/initial-scale': '0' },
        },
      },
    });
    await screen.findByText('Advanced scaling (1 set)');
    await review();
    await waitFor(() =>
      expect(
        screen.getByRole('group', { name: 'Advanced scaling' }),
      ).toHaveAccessibleDescription(/the cluster does not allow 0/),
    );
    const [, , resource] = api.callsOf('previewNewDeployment')[0];
    expect(resource).toMatchObject({
      metadata: {
        annotations: { 'autoscaling.knative.dev/initial-scale': '0' },
      },
    });
  });

  it('is not there, and sends nothing, where nothing scales', async () => {
    const api = new FakeModelServingApi();
    const { create } = openTemplate(
      { title: { type: 'string', title: 'Title' }, ...properties },
      {
        api,
        initialState: {
          scaling: { annotations: { 'autoscaling.knative.dev/window': '9s' } },
        },
      },
    );
    await userEvent.type(await screen.findByRole('textbox'), 'x');
    expect(screen.queryByText(/^Advanced scaling/)).toBeNull();
    expect(await create()).toEqual({ title: 'x' });
  });
});
