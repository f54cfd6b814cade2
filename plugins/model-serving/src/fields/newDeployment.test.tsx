import { fireEvent, screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { FieldMessage } from '@greenroom/backstage-plugin-model-serving-common';
import { openTemplate } from '../__testUtils__/openTemplate';
import { clusterView, kserveCluster } from '../__testUtils__/fixtures';
import { FakeModelServingApi } from '../__testUtils__/FakeModelServingApi';
import { parameterOfPath } from './parameterOfPath';

const filled = {
  cluster: 'production',
  namespace: 'demo',
  name: 'iris',
  title: 'Iris',
  source: 'existing',
  connection: 'models',
  path: 'iris',
  modelFormat: { name: 'onnx', version: '1' },
};
const properties = {
  check: {
    type: 'boolean',
    default: true,
    'ui:field': 'DeploymentCheck',
    'ui:options': { besides: ['replicas', 'logger'] },
  },
  replicas: { type: 'object', title: 'Replicas', 'ui:field': 'ReplicasField' },
  logger: { type: 'object', title: 'Log payloads', 'ui:field': 'LoggerField' },
};

/** A cluster whose admission has something against what is sent to it. */
function refusing(...errors: readonly FieldMessage[]) {
  const api = new FakeModelServingApi();
  api.clusters = [clusterView(), kserveCluster({ openDataHub: true })];
  api.dryRun = { errors };
  return api;
}

const groups = (name: string) => screen.getByRole('group', { name });

describe('what a cluster refuses of a new deployment', () => {
  it('is said at the field that it names, before the next page', async () => {
    const api = refusing({
      path: 'spec.predictor.maxReplicas',
      message: 'this project may have two',
    });
    const { review, create } = openTemplate(properties, {
      api,
      initialState: filled,
    });
    await screen.findByRole('textbox', { name: 'Maximum replicas' });
    await review();
    await waitFor(() =>
      expect(groups('Replicas')).toHaveAccessibleDescription(
        /this project may have two/,
      ),
    );
    expect(screen.queryByText(/^Replicas: /)).toBeNull();
    expect(screen.queryByRole('button', { name: 'Create' })).toBeNull();

    api.dryRun = {};
    const most = screen.getByRole('textbox', { name: 'Maximum replicas' });
    await userEvent.clear(most);
    await userEvent.type(most, '2{Tab}');
    expect(await create()).toMatchObject({ replicas: { min: 1, max: 2 } });
  });

  it.each`
    about                         | path                        | shown
    ${'nothing that has a field'} | ${''}                       | ${/^admission webhook says no/}
    ${'what no form asks for'}    | ${'spec.predictor.volumes'} | ${/^spec.predictor.volumes: admission/}
    ${'a field of another page'}  | ${'metadata.name'}          | ${/^Resource name: admission/}
    ${'a field without a value'}  | ${'spec.predictor.logger'}  | ${/^Log payloads: admission/}
  `('about $about is said once for the whole', async ({ path, shown }) => {
    const { review } = openTemplate(properties, {
      api: refusing({ path, message: 'admission webhook says no' }),
      initialState: filled,
    });
    await screen.findByRole('textbox', { name: 'Maximum replicas' });
    await review();
    expect((await screen.findAllByText(shown))[0]).toBeVisible();
    expect(screen.queryByRole('button', { name: 'Create' })).toBeNull();
  });

  it('takes the focus to the field where the pressed button lost it', async () => {
    openTemplate(properties, {
      api: refusing({ path: 'spec.predictor.minReplicas', message: 'no' }),
      initialState: filled,
    });
    const least = await screen.findByRole('textbox', {
      name: 'Minimum replicas',
    });
    expect(document.body).toHaveFocus();
    const review = screen.getByRole('button', { name: 'Review' });
    fireEvent.submit(review.closest('form')!);
    await waitFor(() => expect(least).toHaveFocus());
  });

  it('is asked with what the task would send', async () => {
    const api = refusing();
    const { create } = openTemplate(properties, { api, initialState: filled });
    await screen.findByRole('textbox', { name: 'Maximum replicas' });
    await create();
    const asked = api.callsOf('previewNewDeployment');
    // Once for all fields of the page
    expect(asked).toHaveLength(1);
    const [[, cluster, resource]] = asked;
    expect(cluster).toBe('production');
    expect(resource).toMatchObject({
      metadata: {
        name: 'iris',
        namespace: 'demo',
        labels: { 'networking.kserve.io/visibility': 'exposed' },
        annotations: { 'security.opendatahub.io/enable-auth': 'true' },
      },
      spec: {
        predictor: {
          minReplicas: 1,
          model: {
            modelFormat: filled.modelFormat,
            storage: { key: 'models', path: 'iris' },
          },
        },
      },
    });
  });

  it('is asked without a connection that is made with it', async () => {
    const api = refusing({
      path: 'spec.predictor.model.storageUri',
      message: 'nobody has keys for it',
    });
    const { create } = openTemplate(properties, {
      api,
      initialState: { ...filled, source: 'new', bucket: 'models' },
    });
    await screen.findByRole('textbox', { name: 'Maximum replicas' });
    await create();
    expect(api.callsOf('previewNewDeployment')[0][2]).toMatchObject({
      spec: { predictor: { model: { storageUri: 's3://models/iris' } } },
    });
  });

  it.each([
    ['nobody can be asked', filled, new Error('down')],
    ['too little is known yet', { ...filled, name: '' }, undefined],
  ])('holds nobody up while %s', async (_, initialState, failure) => {
    const api = refusing({ path: '', message: 'no' });
    if (failure) api.failures.set('previewNewDeployment', failure);
    const { create } = openTemplate(properties, { api, initialState });
    await screen.findByRole('textbox', { name: 'Maximum replicas' });
    expect(await create()).toMatchObject({ namespace: 'demo' });
  });
});

it.each`
  path                                                            | parameter
  ${'metadata.name'}                                              | ${'name'}
  ${'spec.predictor.model.storage.key'}                           | ${'connection'}
  ${'spec.predictor.model.storage.path'}                          | ${'path'}
  ${'spec.predictor.model.modelFormat.name'}                      | ${'modelFormat'}
  ${'spec.predictor.model.resources.limits[cpu]'}                 | ${'resources'}
  ${'spec.predictor.timeout'}                                     | ${'timeoutSeconds'}
  ${'metadata.annotations[opendatahub.io/hardware-profile-name]'} | ${'hardwareProfile'}
  ${'metadata.labels[networking.kserve.io/visibility]'}           | ${'route'}
  ${'metadata.annotations[security.opendatahub.io/enable-auth]'}  | ${'requireToken'}
  ${'spec.transformer'}                                           | ${undefined}
`('finds the parameter $parameter for $path', ({ path, parameter }) => {
  expect(parameterOfPath(path)?.parameter).toBe(parameter);
});
