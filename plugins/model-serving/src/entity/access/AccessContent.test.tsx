import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { TokenInput } from '@greenroom/backstage-plugin-model-serving-common';
import { FakeModelServingApi } from '../../__testUtils__/FakeModelServingApi';
import { FakeTokensApi, tokenView } from '../../__testUtils__/FakeTokensApi';
import { irisEntity, renderScreen } from '../../__testUtils__/render';
import { OwnTokensContent } from '../../tokens';
import { AccessContent } from './AccessContent';

const guarded = (ref: object) => ({ kind: 'InferenceService', ref });
const ref = { cluster: 'local', namespace: 'demo', name: 'iris' };

async function open(
  options: {
    tokens?: FakeTokensApi['tokens'];
    access?: 'open' | 'token';
    denied?: string;
    openDataHub?: { labels?: Record<string, string> };
  } = {},
) {
  const api = new FakeModelServingApi();
  api.detail = {
    ...api.detail,
    access: options.access ?? 'token',
    // Decisions are remembered for a while: each refusal is about another deployment
    ref: options.denied
      ? { ...ref, name: options.denied.replace('.', '-') }
      : ref,
    ...(options.openDataHub && {
      routeProfile: 'odh',
      resource: {
        ...api.detail.resource,
        metadata: { ...api.detail.resource.metadata, ...options.openDataHub },
      },
    }),
  };
  const tokensApi = new FakeTokensApi();
  if (options.tokens) tokensApi.tokens = options.tokens;
  const { denied } = options;
  const rendered = renderScreen(<AccessContent />, {
    api,
    tokensApi,
    entity: irisEntity,
    denied,
  });
  if (options.openDataHub) await screen.findByText(/create token/);
  else await screen.findByRole('grid', { name: 'Tokens' });
  return rendered;
}

const press = async (name: string | RegExp, within_ = screen) =>
  userEvent.click(await within_.findByRole('button', { name }));

const focused = () => document.activeElement as HTMLElement;

describe('AccessContent', () => {
  it('shows who has which token, for what, until when, and how it is used; never its value', async () => {
    await open({
      tokens: [
        tokenView({
          limit: { requests: 10, seconds: 60 },
          verbs: ['infer'],
          usage: { requests: 1234, errors: 5, refused: 6 },
          lastUsedAt: new Date().toISOString(),
        }),
        tokenView({ id: 't0', name: 'Old', state: 'revoked' }),
      ],
    });
    const row = within(
      screen.getByRole('rowheader', { name: /Web shop/ }).closest('tr')!,
    );
    for (const text of [
      'greenroom_Ab3d…',
      'Active',
      'Predictions',
      '10 per minute',
      '1,234 (5 failed), 6 refused',
      'just now',
    ])
      expect(row.getByText(text)).toBeInTheDocument();
    const old = screen.getByRole('rowheader', { name: /Old/ }).closest('tr')!;
    expect(within(old).getByText('Revoked')).toBeInTheDocument();
    expect(within(old).queryByRole('button')).toBeNull();
  });

  it('makes a token and shows it once, until the user says that it is stored', async () => {
    const { tokensApi } = await open({ tokens: [] });
    expect(screen.getByText('Nobody can call it yet')).toBeInTheDocument();
    await press('New token');
    const form = within(await screen.findByRole('dialog'));
    const create = form.getByRole('button', { name: 'Create' });
    expect(create).toBeDisabled();
    await userEvent.type(form.getByLabelText(/Name/), 'Web shop');
    await userEvent.type(form.getByLabelText(/For/), 'component:default/shop');
    await userEvent.click(form.getByRole('checkbox', { name: 'Metadata' }));
    await userEvent.type(form.getByLabelText(/At most/), '10');
    await userEvent.click(create);
    const once = within(
      await screen.findByRole('dialog', { name: 'Token Web shop' }),
    );
    expect(once.getByText(tokensApi.issued.value)).toBeInTheDocument();
    const done = once.getByRole('button', { name: 'Done' });
    expect(done).toBeDisabled();
    await userEvent.click(
      once.getByRole('checkbox', { name: 'I have stored it' }),
    );
    await userEvent.click(done);
    await waitFor(() =>
      expect(screen.queryByText(tokensApi.issued.value)).toBeNull(),
    );
    expect(screen.getByRole('button', { name: 'New token' })).toHaveFocus();
    const [[, at, input]] = tokensApi.callsOf('createToken');
    expect(at).toEqual(guarded(ref));
    expect(input).toEqual({
      name: 'Web shop',
      consumer: 'component:default/shop',
      verbs: ['infer'],
      expiresAt: expect.any(String),
      limit: { requests: 10, seconds: 60 },
    });
  });

  it('makes a token for others of the project, too, or for all of it', async () => {
    const { tokensApi } = await open();
    const create = async (choose: (form: typeof screen) => Promise<void>) => {
      await press('New token');
      const form = within(
        await screen.findByRole('dialog'),
      ) as unknown as typeof screen;
      await userEvent.type(form.getByLabelText(/Name/), 'Web shop');
      await choose(form);
      await userEvent.click(form.getByRole('button', { name: 'Create' }));
      const once = within(
        await screen.findByRole('dialog', { name: 'Token Web shop' }),
      );
      await userEvent.click(
        once.getByRole('checkbox', { name: 'I have stored it' }),
      );
      await userEvent.click(once.getByRole('button', { name: 'Done' }));
      const [, , input] = tokensApi.callsOf('createToken').at(-1)!;
      return (input as TokenInput).also;
    };
    const also = await create(async form => {
      await userEvent.click(
        form.getByRole('radio', { name: 'iris and others' }),
      );
      await userEvent.click(
        await form.findByRole('button', { name: /Also opens/ }),
      );
      await userEvent.click(
        await screen.findByRole('option', { name: 'flow (graph)' }),
      );
      await userEvent.keyboard('{Escape}');
    });
    expect(also).toEqual([
      { kind: 'InferenceGraph', namespace: 'demo', name: 'flow' },
    ]);
    const all = await create(async form =>
      userEvent.click(
        form.getByRole('radio', { name: 'All of the project demo' }),
      ),
    );
    expect(all).toEqual([{ kind: 'Namespace', namespace: 'demo' }]);
  });

  it('says what a token opens, and that revoking it goes as far', async () => {
    const { scopes } = tokenView();
    await open({
      tokens: [
        tokenView({
          scopes: [...scopes, { kind: 'Namespace', namespace: 'prod' }],
          hiddenScopes: 2,
        }),
      ],
    });
    const row = screen
      .getByRole('rowheader', { name: /Web shop/ })
      .closest('tr')!;
    expect(row).toHaveTextContent(
      'iris, all of the project prod, 2 that you may not see',
    );
    await press(/^Revoke Web shop/);
    expect(await screen.findByRole('dialog')).toHaveTextContent(
      /refused, by all that it opens: iris, all of the project prod, 2 that you may not see/,
    );
    await press('Cancel');
    await press('Revoke all');
    expect(await screen.findByRole('dialog')).toHaveTextContent(
      /Refused elsewhere, too, since they open more than this: Web shop/,
    );
  });

  it('keeps the form, and says why, when a token is refused', async () => {
    const { tokensApi } = await open();
    tokensApi.failures.set('createToken', new Error('name: taken'));
    await press('New token');
    const form = within(await screen.findByRole('dialog'));
    await userEvent.type(form.getByLabelText(/Name/), 'Web shop');
    await userEvent.click(form.getByRole('button', { name: 'Create' }));
    expect(await form.findByText('name: taken')).toBeInTheDocument();
    expect(form.getByLabelText(/Name/)).toHaveValue('Web shop');
  });

  it('rotates with an overlap, and shows the new value', async () => {
    const { tokensApi } = await open();
    await press(/^Rotate Web shop/);
    const dialog = within(await screen.findByRole('dialog'));
    await userEvent.click(dialog.getByRole('button', { name: 'Rotate' }));
    expect(await screen.findByText(tokensApi.issued.value)).toBeInTheDocument();
    expect(tokensApi.callsOf('rotateToken')).toEqual([
      ['rotateToken', 't1', { overlapSeconds: 86_400 }],
    ]);
    await userEvent.click(
      screen.getByRole('checkbox', { name: 'I have stored it' }),
    );
    await press('Done');
    const table = await screen.findByRole('grid', { name: 'Tokens' });
    await waitFor(() => expect(table).toContainElement(focused()));
  });

  it('revokes one after it was asked, and all only for the typed name', async () => {
    const { tokensApi, toasts } = await open();
    await press(/^Revoke Web shop/);
    const one = within(await screen.findByRole('dialog'));
    expect(one.getByText(/Last used: never/)).toBeInTheDocument();
    await userEvent.click(one.getByRole('button', { name: 'Revoke' }));
    await waitFor(() =>
      expect(tokensApi.callsOf('revokeToken')).toEqual([['revokeToken', 't1']]),
    );
    const table = await screen.findByRole('grid', { name: 'Tokens' });
    await waitFor(() => expect(table).toContainElement(focused()));
    expect(toasts.at(-1)?.title).toBe('Web shop is revoked');
    await press('Revoke all');
    const all = within(await screen.findByRole('dialog'));
    const button = all.getByRole('button', { name: 'Revoke all' });
    expect(button).toBeDisabled();
    await userEvent.type(all.getByLabelText('Type iris to confirm'), 'iris');
    await userEvent.click(button);
    await waitFor(() =>
      expect(tokensApi.callsOf('revokeAllTokens')).toHaveLength(1),
    );
    expect(toasts.at(-1)?.title).toBe('All tokens of iris are revoked');
  });

  it('switches the need for a token', async () => {
    const { api } = await open({ access: 'open', tokens: [] });
    await userEvent.click(
      screen.getByRole('switch', { name: 'Require a token' }),
    );
    await waitFor(() => expect(api.callsOf('patchDeployment')).toHaveLength(1));
    expect(api.callsOf('patchDeployment')[0].slice(1, 3)).toEqual([
      ref,
      {
        metadata: {
          annotations: { 'security.opendatahub.io/enable-auth': 'true' },
        },
      },
    ]);
  });

  it.each([
    ['asks for a route', {}, 'exposed'],
    ['hides', { 'networking.kserve.io/visibility': 'exposed' }, null],
  ])('%s as Open Data Hub reads it', async (_what, labels, written) => {
    const { api } = await open({ openDataHub: { labels } });
    const route = screen.getByRole('switch', {
      name: 'Route from outside the cluster',
    });
    expect((route as HTMLInputElement).checked).toBe(written === null);
    await userEvent.click(route);
    await waitFor(() => expect(api.callsOf('patchDeployment')).toHaveLength(1));
    expect(api.callsOf('patchDeployment')[0][2]).toEqual({
      metadata: { labels: { 'networking.kserve.io/visibility': written } },
    });
  });

  it('says where tokens are made that are Open Data Hub’s', async () => {
    const { tokensApi } = await open({ openDataHub: {} });
    expect(
      screen.getByText(/Whoever has a token of Open Data Hub/),
    ).toBeInTheDocument();
    expect(
      screen.getByText(/kubectl -n demo create token iris-sa/),
    ).toBeInTheDocument();
    expect(screen.queryByRole('button', { name: 'New token' })).toBeNull();
    expect(tokensApi.callsOf('listTokens')).toEqual([]);
  });

  it('opens no route without tokens for who may not', async () => {
    await open({
      access: 'open',
      openDataHub: {},
      denied: 'open-unauthenticated',
    });
    expect(
      screen.getByRole('switch', { name: 'Route from outside the cluster' }),
    ).toBeDisabled();
    expect(screen.getByText(/ask the platform team/)).toBeInTheDocument();
  });

  it('says what one may not do', async () => {
    await open({ denied: 'open-unauthenticated' });
    expect(
      await screen.findByText(/ask the platform team/),
    ).toBeInTheDocument();
    expect(
      screen.getByRole('switch', { name: 'Require a token' }),
    ).toBeDisabled();
  });

  it.each([
    ['token.create', 'New token', /You may not make or rotate tokens/],
    ['token.revoke', 'Revoke all', /You may not revoke tokens/],
  ])('without %s disables %s', async (denied, button, sentence) => {
    await open({ denied });
    expect(await screen.findByText(sentence)).toBeInTheDocument();
    expect(screen.getByRole('button', { name: button })).toBeDisabled();
  });
});

describe('OwnTokensContent', () => {
  it('lists what the user made, with what it opens', async () => {
    renderScreen(<OwnTokensContent />);
    const table = await screen.findByRole('grid', { name: 'My tokens' });
    expect(
      within(table).getByRole('link', { name: /iris/ }),
    ).toBeInTheDocument();
  });

  it('says where tokens are made when there are none', async () => {
    const tokensApi = new FakeTokensApi();
    tokensApi.tokens = [];
    renderScreen(<OwnTokensContent />, { tokensApi });
    expect(
      await screen.findByText('You have made no tokens'),
    ).toBeInTheDocument();
  });
});

it.each`
  says       | access        | words                                   | isWarned
  ${'true'}  | ${'open'}     | ${/^Everybody who reaches its address/} | ${true}
  ${'true'}  | ${'internal'} | ${/^Everybody inside the cluster/}      | ${true}
  ${'false'} | ${'open'}     | ${/^Everybody who reaches its address/} | ${false}
`(
  'says who may call where KServe alone serves what says enable-auth $says: $access',
  async ({ says, access, words, isWarned }) => {
    const api = new FakeModelServingApi();
    const { resource } = api.detail;
    api.detail = {
      ...api.detail,
      ungated: 'the cluster routes by itself',
      access,
      resource: {
        ...resource,
        metadata: {
          ...resource.metadata,
          annotations: { 'security.opendatahub.io/enable-auth': says },
        },
      },
    };
    renderScreen(<AccessContent />, {
      api,
      tokensApi: new FakeTokensApi(),
      entity: irisEntity,
    });
    expect(await screen.findByText(words)).toBeInTheDocument();
    expect(
      screen.queryAllByText(/asks for a token, and nothing here checks one/),
    ).toHaveLength(isWarned ? 1 : 0);
  },
);

it('makes no tokens where no gateway of ours is in front, and says who decides', async () => {
  const api = new FakeModelServingApi();
  api.detail = { ...api.detail, ungated: 'the cluster routes by itself' };
  renderScreen(<AccessContent />, {
    api,
    tokensApi: new FakeTokensApi(),
    entity: irisEntity,
  });
  expect(
    await screen.findByText(
      /would open and close nothing: the cluster routes by itself/,
    ),
  ).toBeInTheDocument();
  expect(screen.queryByRole('button', { name: 'New token' })).toBeNull();
  expect(screen.queryByRole('switch')).toBeNull();
});
