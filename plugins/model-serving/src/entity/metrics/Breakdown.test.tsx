import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import {
  RevisionMetrics,
  TrafficPart,
} from '@greenroom/backstage-plugin-model-serving-common';
import { deploymentMetrics } from '../../__testUtils__/fixtures';
import { FakeModelServingApi } from '../../__testUtils__/FakeModelServingApi';
import { irisEntity, renderScreen } from '../../__testUtils__/render';
import { MetricsContent } from './MetricsContent';

const start = Date.parse('2026-11-20T10:00:00Z');
const series = (name: string, value: number) => ({
  name,
  points: [[start, value]] as const,
});
const part = (
  name: string,
  ok: number,
  server: number,
  more: Partial<TrafficPart> = {},
): TrafficPart => ({
  name,
  ok,
  client: 1,
  server,
  requests: [series('ok', ok), series('client', 1), series('server', server)],
  ...more,
});
const revision = (name: string, ok: number, server: number) => {
  const { requests, ...sums } = part(name, ok, server);
  return {
    ...sums,
    revision: name,
    p95: 12.5,
    requests: series(name, ok + 1 + server),
    latency: series(name, 12.5),
    answers: requests,
  } as RevisionMetrics;
};

function show(metrics: Parameters<typeof deploymentMetrics>[0], path?: string) {
  const api = new FakeModelServingApi();
  api.metrics = deploymentMetrics({
    revisions: [
      revision('iris-predictor-00001', 80, 0),
      revision('iris-predictor-00002', 20, 3),
    ],
    tags: [],
    ...metrics,
  });
  renderScreen(<MetricsContent />, { api, entity: irisEntity, path });
}

const section = async () =>
  within(await screen.findByRole('region', { name: 'Who and what' }));
const rows = async () =>
  (await section())
    .getAllByRole('row')
    .slice(1)
    .map(row => row.textContent);

describe('what requests are told apart by', () => {
  it('is the revision at first, in charts and in a table', async () => {
    show({});
    const shown = await section();
    expect(
      shown.getByRole('heading', { name: /Requests by revision/ }),
    ).toBeVisible();
    expect(
      shown.getByRole('heading', { name: /p95 latency by revision/ }),
    ).toBeVisible();
    expect(await rows()).toEqual([
      'iris-predictor-000018010' + '13 ms',
      'iris-predictor-000022013' + '13 ms',
    ]);
  });

  it('is chosen by keyboard, and stands in the address', async () => {
    show({
      tags: [
        part('latest', 5, 0),
        part('default', 70, 2),
        part('undefined', 1, 0),
      ],
    });
    await section();
    screen.getByRole('radio', { name: 'Revision' }).focus();
    await userEvent.keyboard('{ArrowRight} ');
    expect(await rows()).toEqual(['No tag7012', 'latest510', 'Unknown tag110']);
    expect(screen.getByRole('radio', { name: 'Tag' })).toBeChecked();
  });

  it('counts only the answers that are chosen, the most of them first', async () => {
    show({});
    await section();
    for (const name of ['OK', 'Client errors']) {
      screen.getByRole('button', { name }).focus();
      await userEvent.keyboard(' ');
    }
    expect(await rows()).toEqual(['iris-predictor-00002313 ms']);
    // One must stay.
    await userEvent.click(
      screen.getByRole('button', { name: 'Server errors' }),
    );
    expect(
      screen.getByRole('button', { name: 'Server errors' }),
    ).toHaveAttribute('aria-pressed', 'true');
  });

  it('can be opened by a link', async () => {
    show(
      { tokens: [part('shop', 9, 0), part('others', 2, 1, { isRest: true })] },
      '/?by=token&answers=server',
    );
    expect(await rows()).toEqual(['Other tokens1']);
    expect(
      (await section()).queryByRole('heading', { name: /latency/ }),
    ).toBeNull();
  });

  it('comes to the same in the chart as in the table', async () => {
    show(
      { tokens: [part('shop', 55, 1, { client: 0 }), part('till', 1, 0)] },
      '/?by=token&answers=ok,server',
    );
    const shown = await section();
    expect(await rows()).toEqual(['shop551', 'till10']);
    expect(
      shown.getByRole('img', {
        name: 'Requests by token, in this range: shop 56 requests, till 1 request',
      }),
    ).toBeInTheDocument();
  });

  it('is the reason of what the gateway refused, which is also said in a sentence', async () => {
    show(
      {
        refusals: [
          part('NoToken', 0, 0, { client: 37 }),
          part('QueueFull', 0, 4, { client: 0 }),
          part('New', 0, 0),
        ],
      },
      '/?by=reason',
    );
    expect(
      (await section()).getByText(
        'Refused or broken off by the gateway: 37 no token, 4 too many waiting, 1 New',
      ),
    ).toBeVisible();
    expect(await rows()).toEqual([
      'no token0370',
      'too many waiting004',
      'New010',
    ]);
  });

  it.each`
    situation                          | metrics                                                 | path                           | words
    ${'there were no requests'}        | ${{ revisions: [], refusals: [] }}                      | ${'/'}                         | ${'No requests in this range'}
    ${'all were refused'}              | ${{ revisions: [], refusals: [part('NoToken', 0, 9)] }} | ${'/'}                         | ${'No request reached a revision'}
    ${'the deployment has no tags'}    | ${{}}                                                   | ${'/?by=tag'}                  | ${'No requests are told apart by tags'}
    ${'nobody showed a token'}         | ${{ tokens: [] }}                                       | ${'/?by=token'}                | ${'No request came with a token'}
    ${'who looks may not see callers'} | ${{}}                                                   | ${'/?by=token'}                | ${'Who calls is not shown to you'}
    ${'nothing was refused'}           | ${{ refusals: [] }}                                     | ${'/?by=reason'}               | ${'The gateway refused nothing'}
    ${'no answer was of the chosen'}   | ${{ tokens: [part('shop', 9, 0)] }}                     | ${'/?by=token&answers=server'} | ${'No such answers'}
  `(
    'says why nothing is shown where $situation',
    async ({ metrics, path, words }) => {
      show(metrics, path);
      expect((await section()).getByText(words)).toBeVisible();
    },
  );
});
