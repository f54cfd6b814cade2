import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { Link } from 'react-router-dom';
import { ResponseError } from '@backstage/errors';
import {
  clusterView,
  deploymentDetail,
  kserveCluster,
} from '../__testUtils__/fixtures';
import { FakeModelServingApi } from '../__testUtils__/FakeModelServingApi';
import { renderScreen } from '../__testUtils__/render';
import { EditDeploymentContent } from './EditDeploymentContent';

async function openForm(api = new FakeModelServingApi()) {
  const screenWithLink = (
    <>
      <Link to="/catalog/demo/component/iris">Elsewhere</Link>
      <EditDeploymentContent />
    </>
  );
  const rendered = renderScreen(screenWithLink, {
    api,
    path: '/model-serving/deployments/local/demo/iris/edit',
    mountPath: '/model-serving/deployments/:cluster/:namespace/:name/edit',
  });
  await screen.findByRole('form', { name: 'Edit Iris' });
  return rendered;
}

const field = (name: string) => screen.getByRole('textbox', { name });
const save = () =>
  userEvent.click(screen.getByRole('button', { name: 'Save' }));

async function retype(name: string, text: string) {
  await userEvent.clear(field(name));
  await userEvent.type(field(name), text);
}

async function conflict(): Promise<Error> {
  return ResponseError.fromResponse(
    new Response(
      JSON.stringify({
        error: { name: 'ConflictError', message: 'changed meanwhile' },
        response: { statusCode: 409 },
      }),
      { status: 409, headers: { 'Content-Type': 'application/json' } },
    ),
  );
}

describe('EditDeploymentContent', () => {
  it('says what it waits for', async () => {
    const api = new FakeModelServingApi();
    api.hanging.add('getDeployment');
    renderScreen(<EditDeploymentContent />, { api });
    expect(
      await screen.findByText('Loading the deployment…'),
    ).toBeInTheDocument();
  });

  it('shows what failed', async () => {
    const api = new FakeModelServingApi();
    api.failures.set('getDeployment', new Error('there is no such deployment'));
    renderScreen(<EditDeploymentContent />, { api });
    expect(await screen.findByRole('alert')).toHaveTextContent(
      'there is no such deployment',
    );
  });

  it('asks before a link loses changes, and goes when told to', async () => {
    await openForm();
    await retype('Description', 'new words');
    const elsewhere = screen.getByRole('link', { name: 'Elsewhere' });
    await userEvent.click(elsewhere);
    let dialog = within(await screen.findByRole('dialog'));
    await userEvent.click(dialog.getByRole('button', { name: 'Stay' }));
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
    expect(field('Description')).toHaveValue('new words');
    await userEvent.click(elsewhere);
    dialog = within(await screen.findByRole('dialog'));
    await userEvent.click(dialog.getByRole('button', { name: 'Leave' }));
    await waitFor(() => expect(screen.queryByRole('form')).toBeNull());
  });

  it('lets links go while nothing is changed', async () => {
    await openForm();
    await userEvent.click(screen.getByRole('link', { name: 'Elsewhere' }));
    await waitFor(() => expect(screen.queryByRole('form')).toBeNull());
    expect(screen.queryByRole('dialog')).toBeNull();
  });

  it('is filled with what the deployment has', async () => {
    await openForm();
    expect(field('Name')).toHaveValue('Iris');
    expect(field('Path')).toHaveValue('iris');
    expect(field('Minimum replicas')).toHaveValue('1');
    expect(field('Maximum replicas')).toHaveValue('3');
    expect(screen.getByDisplayValue('LOG_LEVEL')).toBeInTheDocument();
    expect(screen.getByRole('button', { name: 'Save' })).toBeDisabled();
  });

  it('offers what KServe does where KServe leads requests to it', async () => {
    const api = new FakeModelServingApi();
    const { ref, resource } = deploymentDetail();
    api.clusters = [clusterView(), kserveCluster()];
    api.detail = deploymentDetail({ ref: { ...ref, cluster: 'production' } });
    const { unmount } = await openForm(api);
    const share = 'Traffic for the new version';
    expect(await screen.findByRole('group', { name: share })).toHaveTextContent(
      /The tab Rollout adds a canary/,
    );
    await userEvent.click(
      screen.getByRole('switch', { name: 'Send predictions in batches' }),
    );
    expect(screen.getByText(/for V1 only/)).toBeVisible();
    unmount();
    api.detail = deploymentDetail({
      ref: { ...ref, cluster: 'production' },
      resource: { ...resource, status: { deploymentMode: 'Knative' } },
    });
    await openForm(api);
    expect(field(share)).toHaveValue('');
  });

  it('fills nothing in for a deployment that leaves its size to the runtime', async () => {
    const api = new FakeModelServingApi();
    const { resource } = api.detail;
    const { predictor } = resource.spec;
    const model = { ...predictor.model!, resources: undefined };
    api.detail = deploymentDetail({
      resource: {
        ...resource,
        spec: { predictor: { ...predictor, model } },
      },
    });
    await openForm(api);
    expect(
      screen.getByRole('button', { name: /As the runtime has it/ }),
    ).toBeInTheDocument();
    expect(screen.getByText('Nothing is changed yet.')).toBeInTheDocument();
    expect(screen.getByRole('button', { name: 'Save' })).toBeDisabled();
  });

  it('sends only what was changed, bound to the version it is based on', async () => {
    const { api } = await openForm();
    await retype('Path', 'iris/2');
    await save();
    const patch = {
      metadata: { resourceVersion: '7' },
      spec: { predictor: { model: { storage: { path: 'iris/2' } } } },
    };
    await waitFor(() =>
      expect(api.callsOf('patchDeployment')[0]?.[2]).toEqual(patch),
    );
    expect(api.callsOf('previewDeployment')[0]?.[2]).toEqual(patch);
  });

  it('collects predictions and logs payloads when it is switched on', async () => {
    const { api } = await openForm();
    expect(
      screen.queryByRole('textbox', { name: /Send payloads to/ }),
    ).toBeNull();
    await userEvent.click(
      screen.getByRole('switch', { name: 'Send predictions in batches' }),
    );
    await userEvent.type(field('Instances in a batch'), '8');
    await userEvent.click(screen.getByRole('switch', { name: 'Log payloads' }));
    await userEvent.type(
      screen.getByRole('textbox', { name: /Send payloads to/ }),
      'https://sink.example.com/',
    );
    await save();
    await waitFor(() =>
      expect(api.callsOf('patchDeployment')[0]?.[2]).toMatchObject({
        spec: {
          predictor: {
            batcher: { maxBatchSize: 8 },
            logger: { mode: 'all', url: 'https://sink.example.com/' },
          },
        },
      }),
    );
  });

  describe('advanced scaling', () => {
    const scaling = (
      annotations: Record<string, string> = {},
      predictor: object = {},
    ) => {
      const api = new FakeModelServingApi();
      const { capabilities } = clusterView();
      api.clusters = [
        clusterView({
          capabilities: {
            ...capabilities,
            autoscalerClasses: ['none', 'kpa', 'hpa'],
          },
        }),
      ];
      const { resource } = api.detail;
      api.detail = deploymentDetail({
        resource: {
          ...resource,
          metadata: {
            ...resource.metadata,
            annotations: { ...resource.metadata.annotations, ...annotations },
          },
          spec: { predictor: { ...resource.spec.predictor, ...predictor } },
        },
      });
      return api;
    };
    const sent = (api: FakeModelServingApi) =>
      waitFor(() => {
        const [, , patch] = api.callsOf('patchDeployment')[0] ?? [];
        expect(patch).toBeDefined();
        return patch;
      });
    const unfold = async () =>
      userEvent.click(await screen.findByText(/^Advanced scaling/));
    const last = (name: RegExp) =>
      screen.getAllByRole('textbox', { name }).at(-1)!;

    it('writes the annotations of what is scaled by requests', async () => {
      const api = scaling({ 'autoscaling.knative.dev/window': '2m' });
      await openForm(api);
      expect(
        await screen.findByText('Advanced scaling (1 set)'),
      ).toBeInTheDocument();
      await unfold();
      expect(last(/^Window/)).toHaveValue('2m');
      await userEvent.type(last(/^Delay before fewer replicas/), '90');
      await save();
      expect(await sent(api)).toEqual({
        metadata: {
          resourceVersion: '7',
          annotations: { 'autoscaling.knative.dev/scale-down-delay': '90s' },
        },
      });
    });

    it('writes the behavior of what is scaled by usage, and keeps what it does not know', async () => {
      const api = scaling(
        {},
        {
          scaleMetric: 'cpu',
          autoScaling: { behavior: { scaleUp: { exotic: true } } },
        },
      );
      await openForm(api);
      await unfold();
      const up = within(screen.getByRole('group', { name: 'More replicas' }));
      await userEvent.click(up.getByRole('button', { name: 'Add policy' }));
      const [atMost] = up.getAllByRole('textbox', { name: 'At most' });
      await userEvent.clear(atMost);
      await userEvent.type(atMost, '2');
      await userEvent.type(
        up.getByRole('textbox', { name: /Tolerance/ }),
        '0.2',
      );
      await save();
      expect(await sent(api)).toEqual({
        metadata: { resourceVersion: '7' },
        spec: {
          predictor: {
            autoScaling: {
              behavior: {
                scaleUp: {
                  policies: [{ type: 'Pods', value: 2, periodSeconds: 60 }],
                  tolerance: '0.2',
                },
              },
            },
          },
        },
      });
    });

    it('says at the field what is wrong, and unfolds itself', async () => {
      await openForm(scaling({ 'autoscaling.knative.dev/window': '5s' }));
      const problem = await screen.findByText(/expected 6s <= 5s <= 1h0m0s/);
      expect(problem.closest('details')).toHaveAttribute('open');
      await unfold();
      expect(problem.closest('details')).toHaveAttribute('open');
      expect(last(/^Window/)).toHaveAccessibleDescription(
        expect.stringContaining('expected 6s <= 5s <= 1h0m0s'),
      );
    });

    it('keeps, and names, rules that do not count now', async () => {
      const api = scaling(
        {},
        { autoScaling: { behavior: { scaleUp: { selectPolicy: 'Min' } } } },
      );
      await openForm(api);
      await unfold();
      expect(
        screen.getByText(/also has rules for scaling by CPU and memory/),
      ).toBeInTheDocument();
      expect(screen.getByText('Nothing is changed yet.')).toBeInTheDocument();
    });

    it('is not there where nothing scales', async () => {
      await openForm();
      expect(screen.queryByText(/^Advanced scaling/)).toBeNull();
    });
  });

  it('ties what the dry run refuses to its field, and stores nothing', async () => {
    const api = new FakeModelServingApi();
    api.dryRun = {
      errors: [
        { path: 'spec.predictor.model.storage.path', message: 'is not there' },
        { path: 'spec', message: 'the quota is used up' },
      ],
    };
    await openForm(api);
    await retype('Path', 'nowhere');
    await save();
    expect(await screen.findByText('is not there')).toBeInTheDocument();
    expect(screen.getByText('the quota is used up')).toBeInTheDocument();
    await waitFor(() => expect(field('Path')).toHaveFocus());
    expect(api.callsOf('patchDeployment')).toHaveLength(0);
  });

  it('leads to what is refused now, not to what was refused before', async () => {
    const api = new FakeModelServingApi();
    const refuse = (...paths: string[]) => {
      api.dryRun = {
        errors: paths.map(path => ({ path, message: `${path} is refused` })),
      };
    };
    await openForm(api);
    const timeout = field('Request timeout');
    const share = field('Traffic for the new version');
    refuse('spec.predictor.canaryTrafficPercent', 'spec.predictor.timeout');
    await userEvent.type(timeout, '5');
    await userEvent.type(share, '10{Tab}');
    await save();
    await waitFor(() => expect(timeout).toHaveFocus());
    expect(share).toBeInvalid();
    await userEvent.clear(timeout);
    await userEvent.type(timeout, '6{Tab}');
    refuse('spec.predictor.canaryTrafficPercent');
    await save();
    await waitFor(() => expect(share).toHaveFocus());
    expect(timeout).toBeValid();
  });

  it('keeps the form when the backend refuses', async () => {
    const api = new FakeModelServingApi();
    api.failures.set('patchDeployment', new Error('no right to do this'));
    await openForm(api);
    await retype('Name', 'Other');
    await save();
    expect(await screen.findByRole('alert')).toHaveTextContent(
      'no right to do this',
    );
    expect(field('Name')).toHaveValue('Other');
  });

  it('shows theirs and yours on a conflict, and applies mine on top', async () => {
    const api = new FakeModelServingApi();
    await openForm(api);
    await retype('Path', 'iris/2');
    const { resource } = api.detail;
    api.failures.set('patchDeployment', await conflict());
    api.detail = deploymentDetail({
      resourceVersion: '8',
      resource: {
        ...resource,
        metadata: { ...resource.metadata, resourceVersion: '8' },
        spec: { predictor: { ...resource.spec.predictor, minReplicas: 2 } },
      },
    });
    await save();
    const dialog = within(await screen.findByRole('dialog'));
    const differences = within(
      dialog.getByRole('grid', { name: 'Differences' }),
    );
    expect(
      differences.getByRole('rowheader', { name: 'Path' }),
    ).toBeInTheDocument();
    expect(
      differences.getByRole('rowheader', { name: 'Replicas' }),
    ).toBeInTheDocument();
    api.failures.clear();
    await userEvent.click(
      dialog.getByRole('button', { name: 'Apply mine on top' }),
    );
    await waitFor(() =>
      expect(api.callsOf('patchDeployment').at(-1)?.[2]).toEqual({
        metadata: { resourceVersion: '8' },
        spec: { predictor: { model: { storage: { path: 'iris/2' } } } },
      }),
    );
  });

  it('takes theirs on Reload', async () => {
    const api = new FakeModelServingApi();
    await openForm(api);
    await retype('Name', 'Mine');
    const { resource } = api.detail;
    api.failures.set('patchDeployment', await conflict());
    api.detail = deploymentDetail({
      resourceVersion: '8',
      resource: {
        ...resource,
        metadata: {
          ...resource.metadata,
          resourceVersion: '8',
          annotations: { 'openshift.io/display-name': 'Theirs' },
        },
      },
    });
    await save();
    await userEvent.click(
      await screen.findByRole('button', { name: 'Reload' }),
    );
    await waitFor(() => expect(field('Name')).toHaveValue('Theirs'));
  });

  it('shows the YAML that would result', async () => {
    await openForm();
    await retype('Path', 'iris/2');
    expect(
      screen.getByRole('region', { name: 'YAML of the result' }),
    ).toHaveTextContent('path: iris/2');
  });
});
