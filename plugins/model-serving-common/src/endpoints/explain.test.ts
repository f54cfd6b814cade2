import { irisService, localSettings } from '../__fixtures__';
import { endpointsOf } from './endpointsOf';
import { componentPathOf } from './hostName';
import { openApiDocument } from './openApiDocument';
import { snippets } from './snippets';

const container = { name: 'kserve-container', command: ['x'] };
const endpoints = endpointsOf({
  service: irisService(service => {
    service.spec.explainer = { containers: [container] };
  }),
  protocol: 'v2',
  modelName: 'iris',
  settings: localSettings,
});

describe('a service with an explainer', () => {
  it('says where to ask for an explanation, whatever the protocol of predictions', () => {
    expect(endpoints.map(({ explainUrl }) => explainUrl)).toEqual([
      'http://localhost:8080/serving/demo/iris/v1/models/iris:explain',
      'http://iris-demo.localhost:8080/v1/models/iris:explain',
    ]);
  });

  it('shows how to ask', () => {
    const [endpoint] = endpoints;
    const { explain } = snippets({
      endpoint,
      protocol: 'v2',
      modelName: 'iris',
      token: true,
    });
    expect(explain).toContain(`'${endpoint.explainUrl}'`);
    expect(explain).toContain('{"instances":[[5.1,3.5,1.4,0.2]]}');
    expect(explain).toContain('$MODEL_TOKEN');
  });

  it('describes it in its API', () => {
    const { paths } = openApiDocument({
      title: 'Iris',
      version: '1',
      endpoints,
      protocol: 'v2',
      modelName: 'iris',
    });
    expect(paths).toMatchObject({
      '/v2/models/iris/infer': { post: { operationId: 'predict' } },
      '/v1/models/iris:explain': {
        post: {
          operationId: 'explain',
          requestBody: {
            content: {
              'application/json': {
                schema: { required: ['instances'] },
                example: { instances: [[5.1, 3.5, 1.4, 0.2]] },
              },
            },
          },
        },
      },
    });
  });
});

it('names the path of each component', () => {
  expect(
    componentPathOf({
      namespace: 'demo',
      name: 'iris',
      component: 'predictor',
    }),
  ).toBe('/components/demo/iris/predictor');
});
