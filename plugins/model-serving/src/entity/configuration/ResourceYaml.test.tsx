import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { ResponseError } from '@backstage/errors';
import { changeExplanation } from '../../__testUtils__/explanations';
import { FakeModelServingApi } from '../../__testUtils__/FakeModelServingApi';
import { deploymentDetail } from '../../__testUtils__/fixtures';
import { irisEntity, renderScreen } from '../../__testUtils__/render';
import { ConfigurationContent } from './ConfigurationContent';

async function edit(api = new FakeModelServingApi()) {
  const rendered = renderScreen(<ConfigurationContent />, {
    api,
    entity: irisEntity,
  });
  await userEvent.click(
    await screen.findByRole('button', { name: 'Edit as YAML' }),
  );
  const dialog = within(await screen.findByRole('dialog'));
  const text = dialog.getByRole<HTMLTextAreaElement>('textbox', {
    name: 'YAML',
  });
  const type = (from: string, to: string) =>
    fireEvent.change(text, { target: { value: text.value.replace(from, to) } });
  const press = (name: string) =>
    userEvent.click(dialog.getByRole('button', { name }));
  return { ...rendered, dialog, text, type, press };
}

async function conflict(): Promise<Error> {
  return ResponseError.fromResponse(
    new Response(JSON.stringify({ error: { message: 'was changed' } }), {
      status: 409,
      headers: { 'content-type': 'application/json' },
    }),
  );
}

describe('the YAML of a deployment', () => {
  it('shows what is wanted without what the server writes', async () => {
    renderScreen(<ConfigurationContent />, { entity: irisEntity });
    const yaml = await screen.findByRole('region', {
      name: 'YAML of the resource',
    });
    expect(yaml).toHaveTextContent('kind: InferenceService');
    expect(yaml).not.toHaveTextContent('generation');
    expect(screen.getByRole('button', { name: 'Download' })).toBeEnabled();
  });

  it('is checked first, with what would change, then applied as a patch of the version that was read', async () => {
    const { api, dialog, type, press } = await edit();
    expect(dialog.getByRole('button', { name: 'Check' })).toBeDisabled();
    type('minReplicas: 1', 'minReplicas: 2');
    await press('Check');
    expect(
      await dialog.findByText(/The predictor gets a new revision/),
    ).toBeInTheDocument();
    expect(api.callsOf('patchDeployment')).toEqual([]);
    await press('Apply');
    await waitFor(() =>
      expect(api.callsOf('patchDeployment')[0]?.[2]).toEqual({
        metadata: { resourceVersion: '7' },
        spec: { predictor: { minReplicas: 2 } },
      }),
    );
    await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  });

  it('must be checked again after a change', async () => {
    const { dialog, type, press } = await edit();
    type('minReplicas: 1', 'minReplicas: 2');
    await press('Check');
    await dialog.findByRole('button', { name: 'Apply' });
    type('minReplicas: 2', 'minReplicas: 3');
    expect(dialog.getByRole('button', { name: 'Check' })).toBeEnabled();
  });

  it('shows each refusal with its field, and applies nothing', async () => {
    const api = new FakeModelServingApi();
    api.change = changeExplanation({
      errors: [{ path: 'spec.predictor.minReplicas', message: 'is negative' }],
    });
    const { dialog, type, press } = await edit(api);
    type('minReplicas: 1', 'minReplicas: -1');
    await press('Check');
    expect(
      await dialog.findByText('spec.predictor.minReplicas: is negative'),
    ).toBeInTheDocument();
    expect(dialog.queryByRole('button', { name: 'Apply' })).toBeNull();
  });

  it.each([
    ['spec: [', /Flow sequence|must end|line/i],
    ['just text', /one InferenceService/],
  ])('of %j is no resource, and says why', async (value, message) => {
    const { dialog, text, press } = await edit();
    fireEvent.change(text, { target: { value } });
    await press('Check');
    expect(await dialog.findByRole('alert')).toHaveTextContent(message);
  });

  it('keeps both sides of a conflict, and puts mine on theirs', async () => {
    const api = new FakeModelServingApi();
    const { dialog, type, press, text } = await edit(api);
    type('minReplicas: 1', 'minReplicas: 2');
    await press('Check');
    await dialog.findByRole('button', { name: 'Apply' });
    const { resource } = deploymentDetail();
    api.detail = deploymentDetail({
      resourceVersion: '8',
      resource: {
        ...resource,
        metadata: { ...resource.metadata, resourceVersion: '8' },
        spec: { predictor: { ...resource.spec.predictor, maxReplicas: 9 } },
      },
    });
    api.failures.set('patchDeployment', await conflict());
    await press('Apply');
    expect(await dialog.findByRole('alert')).toHaveTextContent(
      'Somebody else changed it meanwhile',
    );
    const theirs = dialog
      .getByRole('rowheader', { name: 'spec.predictor.maxReplicas' })
      .closest('tr')!;
    expect(theirs).toHaveTextContent('39');
    api.failures.clear();
    await press('Apply mine on top');
    expect(text.value).toContain('maxReplicas: 9');
    expect(text.value).toContain('minReplicas: 2');
    await press('Check');
    await press('Apply');
    await waitFor(() =>
      expect(api.callsOf('patchDeployment').at(-1)?.[2]).toEqual({
        metadata: { resourceVersion: '8' },
        spec: { predictor: { minReplicas: 2 } },
      }),
    );
  });

  it('cannot be edited by those who may not, and says who can', async () => {
    const api = new FakeModelServingApi();
    api.detail = deploymentDetail({
      ref: { cluster: 'local', namespace: 'demo', name: 'locked' },
    });
    renderScreen(<ConfigurationContent />, {
      api,
      entity: irisEntity,
      denied: '.update',
    });
    expect(
      await screen.findByText(/You may not edit this deployment/),
    ).toHaveTextContent('group:default/ml');
    expect(screen.getByRole('button', { name: 'Edit as YAML' })).toBeDisabled();
  });
});
