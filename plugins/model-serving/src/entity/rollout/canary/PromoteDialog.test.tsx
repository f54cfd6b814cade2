import { screen, waitFor } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { DeploymentDetail } from '@greenroom/backstage-plugin-model-serving-common';
import { FakeModelServingApi } from '../../../__testUtils__/FakeModelServingApi';
import { renderScreen } from '../../../__testUtils__/render';
import { PromoteDialog } from './PromoteDialog';

/** `iris` with three replicas, and the canary `blue` beside it. */
async function open(options: {
  readonly ungated?: string;
  /** Of the canary. */
  readonly minReplicas?: number;
  readonly isSameModel?: boolean;
  readonly guard?: { readonly because: string };
}) {
  const { ungated, minReplicas, isSameModel, guard } = options;
  const api = new FakeModelServingApi();
  const { resource } = api.detail;
  const { predictor } = resource.spec;
  const deployment: DeploymentDetail = {
    ...api.detail,
    ...(ungated && { ungated }),
    resource: {
      ...resource,
      spec: {
        ...resource.spec,
        predictor: { ...predictor, minReplicas: 3 },
        canary: [
          {
            trafficPercent: 20,
            predictor: {
              name: 'blue',
              ...(minReplicas && { minReplicas }),
              ...(isSameModel
                ? {}
                : {
                    model: {
                      modelFormat: { name: 'onnx' },
                      storageUri: 's3://models/other',
                    },
                  }),
            },
          },
        ],
      },
    },
  };
  const promoted: string[] = [];
  renderScreen(
    <PromoteDialog
      deployment={deployment}
      name="blue"
      guard={guard}
      stable="v1"
      onPromote={async () => {
        promoted.push('blue');
        return true;
      }}
      onChanged={() => promoted.push('changed')}
      onClose={() => {}}
    />,
    { api },
  );
  await screen.findByRole('dialog');
  return { api, promoted };
}

const ungated = 'KServe routes requests there';

it.each`
  where                                              | options                           | text
  ${'where our gateway is'}                          | ${{}}                             | ${/It is not started anew. No request is lost/}
  ${'where our gateway is, and name and model stay'} | ${{ isSameModel: true }}          | ${/a version like it is started anew, .* No request is lost/}
  ${'where KServe deletes what serves'}              | ${{ ungated, minReplicas: 3 }}    | ${/at that moment may fail/}
  ${'where KServe keeps name and model'}             | ${{ ungated, isSameModel: true }} | ${/rolls out what differs/}
  ${'where a canary has not enough replicas'}        | ${{ ungated }}                    | ${/1 of 3 carry everything/}
`('says what a promotion does $where', async ({ options, text }) => {
  await open(options);
  expect(screen.getByText(text)).toBeInTheDocument();
});

it('says what is known against a canary that was stopped', async () => {
  await open({ guard: { because: 'it failed' } });
  expect(screen.getByText('blue was stopped: it failed')).toBeInTheDocument();
  expect(screen.getByText(/nothing stops it any more/)).toBeInTheDocument();
});

it('offers replicas first where KServe would interrupt', async () => {
  const { api, promoted } = await open({ ungated });
  await userEvent.click(
    screen.getByRole('button', { name: 'Give it 3 replicas' }),
  );
  await waitFor(() => expect(promoted).toEqual(['changed']));
  expect(api.callsOf('patchDeployment')[0]?.[2]).toEqual({
    metadata: { resourceVersion: expect.any(String) },
    spec: {
      canary: [
        {
          trafficPercent: 20,
          predictor: expect.objectContaining({ name: 'blue', minReplicas: 3 }),
        },
      ],
    },
  });
});

it('promotes all the same where somebody wants it so', async () => {
  const { api, promoted } = await open({ ungated });
  await userEvent.click(screen.getByRole('button', { name: 'Promote anyway' }));
  await waitFor(() => expect(promoted).toEqual(['blue']));
  expect(api.callsOf('patchDeployment')).toEqual([]);
});
