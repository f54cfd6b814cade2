import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { Finding } from '@greenroom/backstage-plugin-model-serving-common';
import { revisionDetail } from '../../__testUtils__/explanations';
import { FakeModelServingApi } from '../../__testUtils__/FakeModelServingApi';
import { irisEntity, renderScreen } from '../../__testUtils__/render';
import { StatusContent } from '../status';
import { RolloutContent } from './RolloutContent';

const failing: Finding = {
  code: 'UpdateFailing',
  severity: 'warning',
  component: 'predictor',
  revision: 'iris-predictor-00002',
  headline: 'Update failing: the model could not be loaded; v1 still serves',
  action: 'Look at the log. Or roll back to what serves.',
  fixableBy: 'owner',
};

function failingApi() {
  const api = new FakeModelServingApi();
  const { fullState } = api.detail;
  api.detail = {
    ...api.detail,
    fullState: { ...fullState, findings: [failing] },
  };
  return api;
}

async function open(prepare: (api: FakeModelServingApi) => void = () => {}) {
  const api = new FakeModelServingApi();
  api.revisions = [
    revisionDetail(),
    revisionDetail({
      name: 'iris-predictor-00001',
      number: 1,
      percent: 0,
      isCurrent: false,
      replicas: { ready: 0, total: 0 },
      rollbackProblem: undefined,
      diff: undefined,
    }),
  ];
  prepare(api);
  const rendered = renderScreen(<RolloutContent />, {
    api,
    entity: irisEntity,
  });
  await screen.findByRole('grid', { name: 'Revisions' });
  return rendered;
}

describe('RolloutContent', () => {
  it('shows each revision with model, runtime, reason, replicas and share', async () => {
    await open();
    const row = screen
      .getByRole('rowheader', { name: /iris-predictor-00002/ })
      .closest('tr')!;
    for (const text of [
      'Current',
      's3://models/iris-2',
      'model-server',
      'update: spec.predictor.model.storageUri',
      '1 of 2 ready',
      '100 %',
    ]) {
      expect(within(row).getByText(text)).toBeInTheDocument();
    }
    expect(screen.getByText(/The newest 10 of each/)).toBeInTheDocument();
  });

  it('shows what a revision differs in from the one before', async () => {
    await open();
    await userEvent.click(
      screen.getByRole('button', { name: 'Show v2 of the predictor' }),
    );
    const dialog = within(await screen.findByRole('dialog'));
    const row = dialog
      .getByRole('rowheader', { name: 'model.uri' })
      .closest('tr')!;
    expect(row).toHaveTextContent('s3://models/iris-1s3://models/iris-2');
    expect(dialog.getByText('model-server:1')).toBeInTheDocument();
  });

  it('rolls back to an older revision, after asking', async () => {
    const { api } = await open();
    expect(
      screen.queryByRole('button', {
        name: 'Roll back to v2 of the predictor',
      }),
    ).toBeNull();
    await userEvent.click(
      screen.getByRole('button', { name: 'Roll back to v1 of the predictor' }),
    );
    const dialog = within(await screen.findByRole('dialog'));
    const roll = dialog.getByRole('button', { name: 'Roll back' });
    await waitFor(() => expect(roll).toBeEnabled());
    await userEvent.click(roll);
    await waitFor(() =>
      expect(api.callsOf('rollBackDeployment')[0]?.[2]).toEqual({
        revision: 'iris-predictor-00001',
      }),
    );
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  });
});

describe('RolloutContent of a cluster that keeps revisions itself', () => {
  const inPlace = revisionDetail({
    name: 'iris-v2-predictor',
    number: 1,
    percent: 25,
    isCanary: true,
    canary: 'v2',
    isChangedInPlace: true,
    isCurrent: false,
    generation: undefined,
    modelUri: undefined,
    runtime: undefined,
    diff: undefined,
    because: { kind: 'spec', sentence: 'The spec names it as "v2".' },
    rollbackProblem: 'It is the canary "v2".',
    unknown: [
      { field: 'modelUri', because: 'It is put together from a Secret.' },
      { field: 'runtime', because: 'No runtime is named.' },
      { field: 'diff', because: 'It is changed in place.' },
    ],
  });
  const ofCluster = (api: FakeModelServingApi) => {
    api.revisionSource = 'cluster';
    api.revisions = [inPlace];
  };

  it('calls them by name, and says who keeps them and where the way back is', async () => {
    await open(ofCluster);
    const row = screen
      .getByRole('rowheader', { name: /iris-v2-predictor/ })
      .closest('tr')!;
    expect(within(row).getByText('Canary')).toBeInTheDocument();
    expect(within(row).queryByText('v1')).toBeNull();
    expect(within(row).queryByRole('button', { name: /Roll back/ })).toBeNull();
    expect(screen.getByText(/changes it in place/)).toHaveTextContent(
      'The way back is in the tab History',
    );
    expect(screen.queryByText(/are kept, and those/)).toBeNull();
  });

  it('says why something is not known', async () => {
    await open(ofCluster);
    await userEvent.click(
      screen.getByRole('button', {
        name: 'Show iris-v2-predictor of the predictor',
      }),
    );
    const dialog = within(await screen.findByRole('dialog'));
    for (const { because } of inPlace.unknown!) {
      expect(dialog.getByText(because)).toBeInTheDocument();
    }
    expect(dialog.getByText('It is the canary "v2".')).toBeInTheDocument();
  });

  it('tells Knative’s revisions from Deployments', async () => {
    await open(api => {
      api.revisionSource = 'cluster';
    });
    expect(screen.getByText(/Knative keeps revisions/)).toBeInTheDocument();
    expect(screen.getByText('v2')).toBeInTheDocument();
  });

  it('says that nothing is there', async () => {
    await open(api => {
      api.revisionSource = 'cluster';
      api.revisions = [];
    });
    expect(screen.getByText('Nothing on the cluster')).toBeInTheDocument();
  });
});

describe('an update that fails', () => {
  it.each([
    ['Status', <StatusContent key="status" />],
    ['Rollout', <RolloutContent key="rollout" />],
  ])('is told on %s, with the way back', async (_tab, element) => {
    const api = failingApi();
    renderScreen(element, { api, entity: irisEntity });
    expect(
      await screen.findByText(
        'Serving the old version, update failing: the model could not be loaded; v1 still serves',
      ),
    ).toBeInTheDocument();
    await userEvent.click(screen.getByRole('button', { name: 'Roll back' }));
    const dialog = within(await screen.findByRole('dialog'));
    const roll = dialog.getByRole('button', { name: 'Roll back' });
    await waitFor(() => expect(roll).toBeEnabled());
    await userEvent.click(roll);
    await waitFor(() =>
      expect(api.callsOf('rollBackDeployment')[0]?.[2]).toEqual({
        revision: 'iris-predictor-00001',
      }),
    );
  });
});

describe('an update that fails on a cluster that routes by itself', () => {
  it('has its way back in the history', async () => {
    const api = failingApi();
    api.detail = { ...api.detail, ungated: 'KServe routes' };
    renderScreen(<StatusContent />, { api, entity: irisEntity });
    expect(await screen.findByText(/the tab History has/)).toBeInTheDocument();
    expect(screen.queryByRole('button', { name: 'Roll back' })).toBeNull();
  });
});

describe('Why?', () => {
  it('tells the reasons when it is opened, with each other runtime', async () => {
    const api = new FakeModelServingApi();
    renderScreen(<StatusContent />, { api, entity: irisEntity });
    const why = await screen.findByText('Why?');
    expect(api.callsOf('explainDeployment')).toEqual([]);
    await userEvent.click(why);
    // The DOM of the tests opens the element, but does not tell it
    why.parentElement!.dispatchEvent(new Event('toggle'));
    expect(
      await screen.findByText('"xgb-server" does not serve the format onnx.'),
    ).toBeInTheDocument();
    expect(
      screen.getByText('Iris is Ready: Serving with 2 replicas.'),
    ).toBeInTheDocument();
    expect(screen.getByText('v1 gets all traffic.')).toBeInTheDocument();
  });

  it('says what failed, and reads again on Retry', async () => {
    const api = new FakeModelServingApi();
    api.failures.set('explainDeployment', new Error('no answer'));
    renderScreen(<StatusContent />, { api, entity: irisEntity });
    const why = await screen.findByText('Why?');
    await userEvent.click(why);
    why.parentElement!.dispatchEvent(new Event('toggle'));
    const alert = await screen.findByRole('alert');
    expect(alert).toHaveTextContent('no answer');
    api.failures.clear();
    await userEvent.click(within(alert).getByRole('button', { name: 'Retry' }));
    expect(await screen.findByText('v1 gets all traffic.')).toBeInTheDocument();
  });
});
