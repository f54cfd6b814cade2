import { KubeApiError } from '../client';
import { discover } from './discover';

type Answer = object | number | Error;

/** An API server by path; a number is a status. */
function server(answers: Readonly<Record<string, Answer>>) {
  const asked: string[] = [];
  return {
    asked,
    json: async <T>(path: string): Promise<T> => {
      asked.push(path);
      const answer = answers[path] ?? 404;
      if (answer instanceof Error) throw answer;
      if (typeof answer === 'number') {
        throw new KubeApiError({
          status: answer,
          reason: 'x',
          message: `${answer}`,
        });
      }
      return answer as T;
    },
  };
}

const groups = (...names: readonly string[]) => ({
  groups: names.map(name => ({
    name,
    versions: [{ version: 'v1alpha1' }, { version: 'v1beta1' }],
    preferredVersion: { version: 'v1beta1' },
  })),
});
const version = { gitVersion: 'v1.33.1' };
const resources = {
  resources: [
    { name: 'inferenceservices' },
    { name: 'inferenceservices/status' },
  ],
};
const controller = {
  spec: {
    template: {
      spec: {
        containers: [
          { image: 'proxy:1' },
          { image: 'quay.io:443/kserve/kserve-controller:v0.20.0@sha256:ab' },
        ],
      },
    },
  },
};
const deployment =
  '/apis/apps/v1/namespaces/kserve/deployments/kserve-controller-manager';
const configMap =
  '/api/v1/namespaces/kserve/configmaps/inferenceservice-config';
const withKServe = {
  '/version': version,
  '/apis': groups('apps', 'serving.kserve.io'),
  '/apis/serving.kserve.io/v1beta1': resources,
};

const look = (
  answers: Readonly<Record<string, Answer>>,
  kserveNamespace?: string,
) => {
  const client = server(answers);
  const { signal } = new AbortController();
  return { client, found: discover(client, signal, kserveNamespace) };
};

describe('discover', () => {
  it('keeps the groups that matter, and asks for nothing of the others', async () => {
    const { client, found } = look({ ...withKServe, [deployment]: controller });
    expect(await found).toEqual({
      version: 'v1.33.1',
      groups: [
        {
          name: 'serving.kserve.io',
          versions: ['v1beta1', 'v1alpha1'],
          resources: ['inferenceservices'],
        },
      ],
      kserve: { namespace: 'kserve' },
      kserveVersion: {
        version: 'v0.20.0',
        from: 'the image of its controller',
      },
    });
    expect(client.asked).not.toContain('/apis/apps/v1beta1');
  });

  it('finds another place of KServe, and reads its default mode', async () => {
    const { found } = look({
      ...withKServe,
      '/api/v1/namespaces/opendatahub/configmaps/inferenceservice-config': {
        data: { deploy: '{"defaultDeploymentMode":"Standard"}' },
      },
    });
    expect((await found).kserve).toEqual({
      namespace: 'opendatahub',
      defaultMode: 'Standard',
    });
  });

  it('looks first where the configuration says that KServe is', async () => {
    const { found } = look(
      {
        ...withKServe,
        [deployment]: controller,
        '/apis/apps/v1/namespaces/serving/deployments/kserve-controller-manager':
          {
            ...controller,
            metadata: { labels: { 'helm.sh/chart': 'kserve-v0.19.0' } },
            spec: { template: { spec: { containers: [{ image: 'c:main' }] } } },
          },
      },
      'serving',
    );
    expect(await found).toMatchObject({
      kserve: { namespace: 'serving' },
      kserveVersion: { version: 'v0.19.0' },
    });
  });

  it('takes the version of the definitions where the controller may not be seen', async () => {
    const { found } = look({
      ...withKServe,
      [deployment]: 403,
      '/apis/apiextensions.k8s.io/v1/customresourcedefinitions/inferenceservices.serving.kserve.io':
        { metadata: { labels: { 'app.kubernetes.io/version': 'v0.18.1' } } },
    });
    expect(await found).toMatchObject({
      kserve: 'hidden',
      kserveVersion: { version: 'v0.18.1' },
    });
  });

  it.each`
    situation                         | answers                                                                 | kserve
    ${'nobody may look'}              | ${{ [deployment]: 403, [configMap]: 403 }}                              | ${'hidden'}
    ${'there is none'}                | ${{}}                                                                   | ${undefined}
    ${'its configuration is no JSON'} | ${{ [configMap]: { data: { deploy: '{' } } }}                           | ${{ namespace: 'kserve' }}
    ${'its mode is no text'}          | ${{ [configMap]: { data: { deploy: '{"defaultDeploymentMode":3}' } } }} | ${{ namespace: 'kserve' }}
  `(
    'knows of KServe’s controller when $situation',
    async ({ answers, kserve }) => {
      const { found } = look({ ...withKServe, ...answers });
      expect((await found).kserve).toEqual(kserve);
    },
  );

  it('does not look for KServe where nothing defines its kinds', async () => {
    const { client, found } = look({ '/version': version, '/apis': groups() });
    expect(await found).toEqual({ version: 'v1.33.1', groups: [] });
    expect(client.asked.filter(path => path.includes('kserve'))).toEqual([]);
  });

  it('tells a group whose program is down from one that is not there', async () => {
    const { found } = look({
      '/version': version,
      '/apis': groups('metrics.k8s.io'),
      '/apis/metrics.k8s.io/v1beta1': 503,
    });
    expect((await found).groups).toEqual([
      {
        name: 'metrics.k8s.io',
        versions: ['v1beta1', 'v1alpha1'],
        resources: undefined,
      },
    ]);
  });

  it('fails with the reason when nobody answers', async () => {
    const { found } = look({ '/version': new Error('ECONNREFUSED') });
    await expect(found).rejects.toThrow('ECONNREFUSED');
  });
});
