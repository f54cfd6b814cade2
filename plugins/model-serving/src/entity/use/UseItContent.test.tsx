import { screen, waitFor, within } from '@testing-library/react';
import userEvent from '@testing-library/user-event';
import { stoppedSummary } from '../../__testUtils__/fixtures';
import { FakeModelServingApi } from '../../__testUtils__/FakeModelServingApi';
import { irisEntity, renderScreen } from '../../__testUtils__/render';
import { UseItContent } from './UseItContent';

async function openUseIt(api = new FakeModelServingApi()) {
  const rendered = renderScreen(<UseItContent />, { api, entity: irisEntity });
  await screen.findByRole('region', { name: 'Try it' });
  return rendered;
}

const request = () => screen.getByRole('textbox', { name: /Request/ });

describe('UseItContent', () => {
  it('shows code in three languages with the real address', async () => {
    await openUseIt();
    for (const language of ['curl', 'Python', 'JavaScript']) {
      await userEvent.click(screen.getByRole('tab', { name: language }));
      expect(
        screen.getByRole('region', { name: `${language} code` }),
      ).toHaveTextContent('/serving/demo/iris/v2/models/iris/infer');
    }
  });

  it('prefills a request with the real tensors and sends it', async () => {
    const { api } = await openUseIt();
    expect(JSON.parse((request() as HTMLTextAreaElement).value)).toMatchObject({
      inputs: [{ name: 'measures', datatype: 'FP32', shape: [1, 4] }],
    });
    api.tryAnswer = {
      status: 200,
      headers: { 'content-type': 'application/json' },
      body: '{"outputs":[{"name":"species","datatype":"INT64","shape":[1],"data":[2]}]}',
      truncated: false,
      latencyMs: 37,
    };
    await userEvent.click(screen.getByRole('button', { name: 'Send' }));
    expect(
      await screen.findByText('The model answered with status 200'),
    ).toBeInTheDocument();
    expect(screen.getByText(/37 ms/)).toBeInTheDocument();
    const outputs = within(screen.getByRole('grid', { name: 'Outputs' }));
    expect(outputs.getByRole('rowheader', { name: 'species' })).toBeVisible();
    expect(api.callsOf('tryDeployment')[0][2]).toMatchObject({
      path: '/v2/models/iris/infer',
      method: 'POST',
    });
  });

  it('keeps form and JSON the same', async () => {
    await openUseIt();
    const field = screen.getByRole('textbox', { name: /measures/ });
    await userEvent.clear(field);
    await userEvent.type(field, '1, 2, 3, 4');
    expect(
      JSON.parse((request() as HTMLTextAreaElement).value).inputs[0].data,
    ).toEqual([1, 2, 3, 4]);
    await userEvent.click(
      screen.getByRole('button', { name: 'Back to the sample' }),
    );
    await waitFor(() => expect(field).toHaveValue('5.1, 3.5, 1.4, 0.2'));
  });

  it('sends nothing that is no JSON', async () => {
    await openUseIt();
    await userEvent.type(request(), '!');
    expect(screen.getByText('This is not valid JSON')).toBeInTheDocument();
    expect(screen.getByRole('button', { name: 'Send' })).toBeDisabled();
  });

  it('tells errors of the model from errors of the portal', async () => {
    const { api } = await openUseIt();
    api.tryAnswer = { ...api.tryAnswer, status: 400, body: 'bad shape' };
    await userEvent.click(screen.getByRole('button', { name: 'Send' }));
    expect(
      await screen.findByText('The model refused the request with status 400'),
    ).toBeInTheDocument();
    expect(screen.getByText('bad shape')).toBeInTheDocument();
    api.failures.set('tryDeployment', new Error('not allowed to connect'));
    await userEvent.click(screen.getByRole('button', { name: 'Send' }));
    expect(await screen.findByRole('alert')).toHaveTextContent(
      /the model has not seen it.*not allowed to connect/,
    );
    expect(screen.queryByText('bad shape')).toBeNull();
  });

  it('shows how to ask for an explanation where there is an explainer, and only there', async () => {
    const api = new FakeModelServingApi();
    const name = 'curl code for an explanation';
    const { unmount } = await openUseIt(api);
    expect(screen.queryByRole('region', { name })).toBeNull();
    unmount();
    api.detail = {
      ...api.detail,
      endpoints: api.detail.endpoints.map(endpoint => ({
        ...endpoint,
        explainUrl: `${endpoint.url}/v1/models/iris:explain`,
      })),
    };
    await openUseIt(api);
    expect(screen.getByRole('region', { name })).toHaveTextContent(
      '/serving/demo/iris/v1/models/iris:explain',
    );
  });

  it('shows gRPC where the service has it, and only there', async () => {
    const api = new FakeModelServingApi();
    const { unmount } = await openUseIt(api);
    expect(screen.queryByRole('tab', { name: 'gRPC' })).toBeNull();
    unmount();
    const grpc = {
      target: '127.0.0.1:8080',
      authority: 'iris-demo.localhost',
      isTls: false,
    };
    api.detail = {
      ...api.detail,
      endpoints: api.detail.endpoints.map(endpoint => ({ ...endpoint, grpc })),
    };
    await openUseIt(api);
    for (const name of ['gRPC', 'gRPC, Python']) {
      await userEvent.click(screen.getByRole('tab', { name }));
      const code = screen.getByRole('region', { name: `${name} code` });
      expect(code).toHaveTextContent('127.0.0.1:8080');
      expect(code).toHaveTextContent('iris-demo.localhost');
    }
  });

  it('shows where clients of OpenAI’s API find the model, where the server has that', async () => {
    const api = new FakeModelServingApi();
    const { unmount } = await openUseIt(api);
    expect(screen.queryByRole('tab', { name: 'OpenAI, Python' })).toBeNull();
    unmount();
    api.detail = {
      ...api.detail,
      access: 'token',
      endpoints: api.detail.endpoints.map(endpoint => ({
        ...endpoint,
        openAiUrl: `${endpoint.url}/openai/v1`,
      })),
    };
    await openUseIt(api);
    expect(screen.getByText('Base URL for OpenAI’s clients')).toBeVisible();
    await userEvent.click(screen.getByRole('tab', { name: 'OpenAI, Python' }));
    const code = screen.getByRole('region', { name: 'OpenAI, Python code' });
    expect(code).toHaveTextContent('/serving/demo/iris/openai/v1');
    expect(code).toHaveTextContent('os.environ["MODEL_TOKEN"]');
  });

  it('offers Start while it is stopped', async () => {
    const api = new FakeModelServingApi();
    api.detail = { ...api.detail, state: stoppedSummary().state };
    await openUseIt(api);
    expect(screen.getByRole('button', { name: 'Send' })).toBeDisabled();
    await userEvent.click(screen.getByRole('button', { name: 'Start' }));
    await waitFor(() => expect(api.callsOf('startDeployment')).toHaveLength(1));
  });
});
