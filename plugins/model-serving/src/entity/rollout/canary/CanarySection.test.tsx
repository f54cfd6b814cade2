import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import {
  ComponentSplit,
  Finding,
  RevisionView,
} from '@greenroom/backstage-plugin-model-serving-common';
import { FakeModelServingApi } from '../../../__testUtils__/FakeModelServingApi';
import { irisEntity, renderScreen } from '../../../__testUtils__/render';
import { RolloutContent } from '../RolloutContent';

const revision = (number: number, percent: number): RevisionView => ({
  name: `iris-predictor-0000${number}`,
  component: 'predictor',
  number,
  createdAt: '2026-11-20T10:00:00Z',
  percent,
});
const split: ComponentSplit = {
  component: 'predictor',
  since: '2026-11-20T10:00:00Z',
  percent: 20,
  revisions: [
    {
      name: 'iris-predictor-00001',
      isCanary: false,
      percent: 80,
      requests: 1612,
      observedPercent: 80.04,
      errorRatio: 0,
      p95Ms: 12,
    },
    {
      name: 'iris-predictor-00002',
      isCanary: true,
      percent: 20,
      requests: 402,
      observedPercent: 19.96,
      errorRatio: 0.02,
      p95Ms: 18,
    },
  ],
};

async function open(
  options: {
    readonly splits?: readonly ComponentSplit[];
    readonly asked?: number;
    readonly revisions?: RevisionView[];
    readonly findings?: readonly Finding[];
    readonly label?: string;
    readonly ungated?: string;
  } = {},
) {
  const { splits = [split], findings = [], ungated } = options;
  const asked = 'asked' in options ? options.asked : 20;
  const api = new FakeModelServingApi();
  const { resource, fullState } = api.detail;
  api.traffic = { items: splits };
  api.detail = {
    ...api.detail,
    ...(ungated && { ungated }),
    revisions: options.revisions ?? [revision(2, 20), revision(1, 80)],
    fullState: { ...fullState, findings },
    resource: {
      ...resource,
      spec: {
        ...resource.spec,
        predictor: { ...resource.spec.predictor, canaryTrafficPercent: asked },
      },
    },
  };
  renderScreen(<RolloutContent />, { api, entity: irisEntity });
  const section = await screen.findByRole('region', {
    name: options.label ?? 'Canary of the predictor',
  });
  return { api, section: within(section) };
}

async function press(name: string) {
  await userEvent.click(await screen.findByRole('button', { name }));
  return within(await screen.findByRole('dialog'));
}

describe('a canary on the tab Rollout', () => {
  it('shows the observed share beside the configured one, with errors and latency', async () => {
    const { section } = await open();
    const row = section.getByRole('rowheader', { name: /v2/ }).closest('tr')!;
    for (const text of ['Canary', '20 %', '402', '2.0 %', '18 ms'])
      expect(within(row).getAllByText(text)[0]).toBeInTheDocument();
    const stable = section
      .getByRole('rowheader', { name: /v1/ })
      .closest('tr')!;
    expect(within(stable).getByText('Rolled out')).toBeInTheDocument();
    expect(section.getByText(/five minutes at most/)).toBeInTheDocument();
  });

  it('keeps the focus where what was done takes its button away', async () => {
    const { api } = await open();
    const setCanary = api.setCanary.bind(api);
    api.setCanary = async (...call) => {
      const { predictor } = api.detail.resource.spec;
      const { canaryTrafficPercent: _, ...stable } = predictor;
      api.traffic = { items: [] };
      api.detail = {
        ...api.detail,
        resource: { ...api.detail.resource, spec: { predictor: stable } },
      };
      return setCanary(...call);
    };
    const dialog = await press('Promote');
    await userEvent.click(dialog.getByRole('button', { name: 'Promote' }));
    await screen.findByRole('button', { name: 'Add a named canary' });
    await waitFor(() =>
      expect(screen.getByRole('group', { name: 'Canaries' })).toHaveFocus(),
    );
  });

  it('gives the focus back to the button when it is asked and not done', async () => {
    await open();
    await press('Promote');
    await userEvent.keyboard('{Escape}');
    await waitFor(() =>
      expect(screen.getByRole('button', { name: 'Promote' })).toHaveFocus(),
    );
  });

  it.each`
    button         | percent
    ${'Promote'}   | ${100}
    ${'Roll back'} | ${0}
  `('$button is one call, after asking', async ({ button, percent }) => {
    const { api } = await open();
    const dialog = await press(button);
    await userEvent.click(dialog.getByRole('button', { name: button }));
    await waitFor(() =>
      expect(api.callsOf('setCanary')[0]?.[2]).toEqual({
        component: 'predictor',
        percent,
      }),
    );
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  });

  it.each([
    ['the cluster routes by itself', /^Requests are not counted here: the cl/],
    [undefined, /^Nothing is counted here: another backend acts/],
  ])('says why nothing is counted: %s', async (ungated, says) => {
    const { section } = await open({
      splits: [{ ...split, since: undefined }],
      ungated,
    });
    expect(section.getByText(says)).toBeInTheDocument();
  });

  it('changes the share by a number; the other one follows', async () => {
    const { api } = await open();
    const dialog = await press('Change share');
    const set = dialog.getByRole('button', { name: 'Set share' });
    expect(set).toBeDisabled();
    const number = dialog.getByRole('textbox', { name: 'v2 (canary)' });
    await userEvent.clear(number);
    await userEvent.type(number, '35');
    await userEvent.tab();
    expect(
      dialog.getByRole('textbox', { name: 'v1 (rolled out)' }),
    ).toHaveValue('65');
    await userEvent.click(set);
    await waitFor(() =>
      expect(api.callsOf('setCanary')[0]?.[2]).toEqual({
        component: 'predictor',
        percent: 35,
      }),
    );
  });

  it('says why the guard took the traffic', async () => {
    const guard = {
      revision: 'iris-predictor-00002',
      percent: 20,
      at: '2026-11-20T10:00:00Z',
      because: '12 % of its 100 requests failed, 0 % of those of v1',
    };
    const { section, api } = await open({ splits: [{ ...split, guard }] });
    expect(
      section.getByText(
        'v2 lost its traffic: 12 % of its 100 requests failed, 0 % of those of v1',
      ),
    ).toBeInTheDocument();
    expect(section.getByText(/It was to have 20 %/)).toBeInTheDocument();

    const promote = await press('Promote');
    expect(promote.getByText(/^v2 was stopped: 12 % of/)).toBeInTheDocument();
    await userEvent.click(promote.getByRole('button', { name: 'Cancel' }));

    const dialog = await press('Allow v2 again');
    await userEvent.click(dialog.getByRole('button', { name: 'Allow again' }));
    await waitFor(() =>
      expect(api.callsOf('setCanary')[0]?.[2]).toEqual({
        component: 'predictor',
        percent: 20,
        isAllowedAgain: true,
      }),
    );
  });

  it('shows a gradual rollout with its pace and its end, and what stops it', async () => {
    const rollout = {
      startedAt: '2026-11-20T10:00:00Z',
      endsAt: '2026-11-20T10:02:00Z',
      stepPercent: 3,
      stepMs: 3_000,
    };
    const { section, api } = await open({
      asked: undefined,
      splits: [{ ...split, rollout }],
      label: 'Rollout of the predictor',
    });
    expect(section.getByText(/v2 gets all traffic by/)).toBeInTheDocument();
    expect(section.getByText(/^3 % more every 3 s\./)).toBeInTheDocument();
    expect(section.queryByRole('button', { name: 'Promote' })).toBeNull();
    const dialog = await press('Roll back');
    await userEvent.click(dialog.getByRole('button', { name: 'Roll back' }));
    await waitFor(() =>
      expect(api.callsOf('setCanary')[0]?.[2]).toEqual({
        component: 'predictor',
        percent: 0,
      }),
    );
  });

  it('says that the first percent sets the pace', async () => {
    const rollout = { startedAt: '2026-11-20T10:00:00Z' };
    const { section } = await open({
      asked: undefined,
      splits: [{ ...split, rollout }],
      label: 'Rollout of the predictor',
    });
    expect(
      section.getByText('v2 is given its first percent'),
    ).toBeInTheDocument();
  });

  it('says why a canary that does not come up gets nothing', async () => {
    const { section } = await open({
      splits: [],
      revisions: [revision(2, 0), revision(1, 100)],
      findings: [
        {
          code: 'UpdateFailing',
          severity: 'warning',
          headline: 'Update failing: no such model; v1 still serves',
          action: 'Look.',
          fixableBy: 'owner',
        },
      ],
    });
    expect(
      section.getByText(
        'v2 gets nothing until it is ready; all traffic is on v1',
      ),
    ).toBeInTheDocument();
    expect(
      section.getByText('Update failing: no such model; v1 still serves'),
    ).toBeInTheDocument();
  });

  it('says that a share waits for the next version', async () => {
    const { section } = await open({
      splits: [],
      revisions: [revision(1, 100)],
    });
    expect(
      section.getByText(
        'The next version of the predictor will get 20 % of its traffic',
      ),
    ).toBeInTheDocument();
  });

  describe('that the spec names', () => {
    const [stable, second] = split.revisions;
    const named = (canary: string, number: number, change: object = {}) => ({
      ...second,
      name: `iris-predictor-0000${number}`,
      canary,
      askedPercent: 20,
      ...change,
    });
    const splits = [
      {
        ...split,
        percent: 50,
        revisions: [
          stable,
          named('blue', 2),
          named('green', 3, { askedPercent: 30, percent: 0 }),
        ],
      },
    ];
    const openNamed = () =>
      open({ splits, label: 'Canaries of the predictor' });

    it('are rows with their names, and say what they wait for', async () => {
      const { section } = await openNamed();
      const row = section.getByRole('rowheader', { name: /blue/ });
      expect(within(row).getByText('v2')).toBeInTheDocument();
      const green = within(
        section.getByRole('group', { name: 'Canary green' }),
      );
      expect(
        green.getByText('not ready: its 30 % stay with v1'),
      ).toBeInTheDocument();
    });

    it.each`
      button               | action         | share
      ${'Promote blue'}    | ${'Promote'}   | ${{ canary: 'blue', percent: 100 }}
      ${'Roll back green'} | ${'Roll back'} | ${{ canary: 'green', percent: 0, isDropped: true }}
    `(
      '$button is one call, after asking',
      async ({ button, action, share }) => {
        const { api } = await openNamed();
        const dialog = await press(button);
        await userEvent.click(dialog.getByRole('button', { name: action }));
        await waitFor(() =>
          expect(api.callsOf('setCanary')[0]?.[2]).toEqual(share),
        );
      },
    );

    it('get no more than the others leave', async () => {
      const { api } = await openNamed();
      const dialog = await press('Change share of blue');
      const number = dialog.getByRole('textbox', { name: 'blue (canary)' });
      expect(
        dialog.getByRole('textbox', { name: 'v1 (rolled out)' }),
      ).toHaveValue('50');
      await userEvent.clear(number);
      await userEvent.type(number, '99');
      await userEvent.tab();
      expect(number).toHaveValue('70');
      await userEvent.click(dialog.getByRole('button', { name: 'Set share' }));
      await waitFor(() =>
        expect(api.callsOf('setCanary')[0]?.[2]).toEqual({
          canary: 'blue',
          percent: 70,
        }),
      );
    });

    it('say each why the guard took its traffic', async () => {
      const guard = {
        revision: 'iris-predictor-00002',
        percent: 20,
        at: '2026-11-20T10:00:00Z',
        because: 'it failed',
      };
      const revisions = [stable, named('blue', 2, { percent: 0, guard })];
      const { section, api } = await open({
        splits: [{ ...split, revisions }],
      });
      expect(
        section.getByText('blue lost its traffic: it failed'),
      ).toBeInTheDocument();
      const dialog = await press('Allow blue again');
      await userEvent.click(
        dialog.getByRole('button', { name: 'Allow again' }),
      );
      await waitFor(() =>
        expect(api.callsOf('setCanary')[0]?.[2]).toEqual({
          canary: 'blue',
          percent: 20,
          isAllowedAgain: true,
        }),
      );
    });
  });
});
