import { screen, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { runtimeView } from '../__testUtils__/fixtures';
import { FakeModelServingApi } from '../__testUtils__/FakeModelServingApi';
import { renderScreen } from '../__testUtils__/render';
import { formatsInWords, RuntimesContent } from './RuntimesContent';

const rowOf = async (name: RegExp) =>
  within((await screen.findByRole('rowheader', { name })).closest('tr')!);

describe('RuntimesContent', () => {
  it('shows a skeleton while it loads', () => {
    const api = new FakeModelServingApi();
    api.hanging.add('listRuntimes');
    renderScreen(<RuntimesContent />, { api });
    const table = screen.getByRole('grid', { name: 'Runtimes' });
    expect(table.parentElement).toHaveAttribute('aria-busy', 'true');
  });

  it('says what a runtime is while there is none', async () => {
    const api = new FakeModelServingApi();
    api.runtimes = [];
    renderScreen(<RuntimesContent />, { api });
    expect(await screen.findByText('No runtimes')).toBeInTheDocument();
  });

  it('shows why it failed, with Retry', async () => {
    const api = new FakeModelServingApi();
    api.failures.set('listRuntimes', new Error('no cluster'));
    renderScreen(<RuntimesContent />, { api });
    expect(await screen.findByRole('alert')).toHaveTextContent('no cluster');
    api.failures.clear();
    await userEvent.click(screen.getByRole('button', { name: 'Retry' }));
    expect(await rowOf(/Model server/)).toBeDefined();
  });

  it('shows what each serves, and why one cannot be started', async () => {
    const api = new FakeModelServingApi();
    api.runtimes = [
      runtimeView(),
      runtimeView({ name: 'off', title: 'Old', enabled: false }),
      runtimeView({
        name: 'triton',
        title: 'Triton',
        available: false,
        unavailableReason: 'tritonserver is not on this machine',
      }),
    ];
    renderScreen(<RuntimesContent />, { api });
    const server = await rowOf(/Model server/);
    expect(server.getByText('onnx 1, sklearn 0 and 1')).toBeInTheDocument();
    expect(server.getByText('v1, v2')).toBeInTheDocument();
    expect(server.getByText('Available')).toBeInTheDocument();
    expect(server.getByText('1 deployment')).toBeInTheDocument();
    expect((await rowOf(/Old/)).getByText('Switched off')).toBeInTheDocument();
    const triton = await rowOf(/Triton/);
    expect(triton.getByText('Not available')).toBeInTheDocument();
    expect(
      triton.getByText('tritonserver is not on this machine'),
    ).toBeInTheDocument();
  });
});

it('names a format without versions alone', () => {
  expect(formatsInWords([{ name: 'onnx', autoSelect: true }])).toBe('onnx');
});
