import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { ResponseError } from '@backstage/errors';
import {
  ComponentScaling,
  ScaleDecisionView,
} from '@greenroom/backstage-plugin-model-serving-common';
import { FakeModelServingApi } from '../../__testUtils__/FakeModelServingApi';
import { irisEntity, renderScreen } from '../../__testUtils__/render';
import { MetricsContent } from './MetricsContent';

const three: ScaleDecisionView = {
  at: '2026-11-20T10:00:04Z',
  because:
    '3 replicas: 27 concurrent requests over 60 s / target 10 (70 % of 14.3)',
  replicas: 3,
  ready: 2,
  min: 0,
  max: 5,
  metric: 'concurrency',
  target: 10,
  total: 14.285714,
  stable: 27,
  panic: 27,
  desired: 3,
  activity: 'active',
};
const idle: ScaleDecisionView = {
  ...three,
  at: '2026-11-20T10:00:00Z',
  because: 'No replica: nobody has asked; the first request starts one',
  replicas: 0,
  ready: 0,
  stable: undefined,
  panic: undefined,
  desired: undefined,
  activity: 'inactive',
};

function show(...items: ComponentScaling[]) {
  const api = new FakeModelServingApi();
  api.scaling = { items };
  return renderScreen(<MetricsContent />, { api, entity: irisEntity });
}
const predictor = (...decisions: ScaleDecisionView[]): ComponentScaling => ({
  component: 'predictor',
  revision: 'iris-predictor-00001',
  decisions,
});
const factsIn = (region: HTMLElement) =>
  Object.fromEntries(
    within(region)
      .getAllByRole('term')
      .map(term => [
        term.textContent,
        term.parentElement!.querySelector('dd')!.textContent,
      ]),
  );

describe('the scaling of a deployment', () => {
  it('says that the cluster decides, and where its reasons are', async () => {
    show({
      ...predictor(),
      scaledBy: {
        kind: 'HorizontalPodAutoscaler',
        name: 'iris-predictor-00001',
        replicas: 3,
        min: 2,
        max: 5,
      },
    });
    const region = await screen.findByRole('region', { name: 'Scaling' });
    expect(region).toHaveTextContent(
      '3 replicas: the cluster’s HorizontalPodAutoscaler decides, between 2 and 5',
    );
    expect(region).toHaveTextContent(
      /kubectl describe horizontalpodautoscaler iris-predictor-00001 -n \S+/,
    );
    expect(region).not.toHaveTextContent('Nothing was decided');
  });

  it('says in one sentence why there are as many replicas, and from what', async () => {
    show(predictor(idle, three));
    const region = await screen.findByRole('region', { name: 'Scaling' });
    expect(within(region).getByText(three.because)).toBeInTheDocument();
    expect(factsIn(region)).toEqual({
      Replicas: '3 wanted, 2 ready',
      Bounds: 'none while idle, up to 5 replicas',
      'Target per replica': '10 requests at a time (70 % of 14.3)',
      Measured: '27 requests at a time',
      State: 'Serves',
    });
  });

  it.each`
    metric      | target          | total           | stable          | label                        | measured
    ${'cpu'}    | ${0.8}          | ${1}            | ${1.204}        | ${'0.8 cores (80 % of 1)'}   | ${'1.2 cores'}
    ${'memory'} | ${60 * 2 ** 20} | ${2 ** 20 * 80} | ${2 ** 20 * 70} | ${'60 MiB (75 % of 80 MiB)'} | ${'70 MiB'}
    ${'memory'} | ${60 * 2 ** 20} | ${2 ** 20 * 60} | ${2 ** 20 * 70} | ${'60 MiB'}                  | ${'70 MiB'}
    ${'cpu'}    | ${0}            | ${0}            | ${undefined}    | ${'0 cores'}                 | ${'nothing'}
  `('speaks of $metric as $label', async ({ label, measured, ...change }) => {
    show(predictor({ ...three, ...change, panic: undefined }));
    const region = await screen.findByRole('region', { name: 'Scaling' });
    expect(factsIn(region)).toMatchObject({
      'Target per replica': label,
      Measured: measured,
    });
  });

  it('speaks of zero as of rest', async () => {
    show(predictor(idle));
    const region = await screen.findByRole('region', { name: 'Scaling' });
    expect(factsIn(region)).toMatchObject({
      Measured: 'nothing',
      State: 'Idle; the next request starts a replica and is held until then',
    });
    expect(region).not.toHaveTextContent(/fail|error/i);
  });

  it('lists what changed before, newest first, when asked for', async () => {
    const { api } = show(predictor(three));
    api.keptScaling = {
      items: [
        predictor(idle, { ...idle, at: '2026-11-20T10:00:02Z' }, three),
        { ...predictor({ ...three, because: 'before' }), revision: 'older' },
        { component: 'transformer', revision: 't', decisions: [three] },
      ],
    };
    const region = await screen.findByRole('region', { name: 'Scaling' });
    expect(within(region).queryByRole('grid')).not.toBeInTheDocument();
    await userEvent.click(
      within(region).getByRole('button', { name: 'Earlier decisions' }),
    );
    await within(region).findAllByText(idle.because);
    const rows = within(region).getAllByRole('row').slice(1);
    expect(rows.map(row => row.textContent)).toEqual([
      expect.stringContaining(three.because),
      expect.stringContaining('before'),
      expect.stringContaining(idle.because),
    ]);
    expect(
      Date.now() - Date.parse(String(api.callsOf('getScaling').at(-1)![2])),
    ).toBeGreaterThanOrEqual(24 * 60 * 60 * 1000);
  });

  it('names the component where several scale', async () => {
    show(predictor(three), {
      component: 'transformer',
      revision: 'iris-transformer-00001',
      decisions: [],
    });
    expect(
      await screen.findByRole('region', { name: 'Scaling of the transformer' }),
    ).toHaveTextContent(/Nothing was decided yet/);
  });

  it('is not there where the number is fixed', async () => {
    show();
    await screen.findByText('Latency (ms)');
    expect(screen.queryByRole('region', { name: /Scaling/ })).toBeNull();
  });

  it('leaves the charts in place when it cannot be read', async () => {
    const api = new FakeModelServingApi();
    api.failures.set(
      'getScaling',
      await ResponseError.fromResponse(
        new Response(
          JSON.stringify({
            error: { name: 'Error', message: 'no answer' },
            response: { statusCode: 500 },
          }),
          { status: 500, headers: { 'Content-Type': 'application/json' } },
        ),
      ),
    );
    renderScreen(<MetricsContent />, { api, entity: irisEntity });
    expect(
      await screen.findByText(/is not known now: no answer/),
    ).toBeVisible();
    expect(await screen.findByText('Latency (ms)')).toBeInTheDocument();
  });
});
