// The test of the design: one InferenceService, unchanged, on this machine, on Kubernetes and on KServe.
import assert from 'node:assert/strict';
import { after, before, it } from 'node:test';
import { until } from './portal.mjs';

const NAME = 'same';
/** The first flower of the test set. */
const ROW = {
  inputs: [
    {
      name: 'input',
      datatype: 'FP32',
      shape: [1, 4],
      data: [7.0, 3.2, 4.7, 1.4],
    },
  ],
};
/** Its species, as the model has it. */
const LABEL = 1;
/** Names of clusters. */
const PLACES = ['local', 'staging', 'production'];

/** Tests of a portal, of which the guest may deploy everywhere. @param context - gives `{ clusters }` once they are there */
export function sameEverywhere(context) {
  const portal = () => context().clusters.portal;
  const namespaceOf = cluster => {
    const { plain, kserve } = context().clusters;
    if (cluster === 'local') return 'demo';
    return cluster === 'staging' ? plain.namespace : kserve.namespace;
  };
  const pathOf = (cluster, name) =>
    `/deployments/${cluster}/${namespaceOf(cluster)}/${name}`;
  const call = async (method, path, body, expected) => {
    const answer = await portal().api(method, path, body);
    assert.equal(answer.status, expected, JSON.stringify(answer.body));
    return answer.body;
  };
  /** Everywhere at once; by cluster, in the order of {@link PLACES}. */
  const everywhere = act => Promise.all(PLACES.map(act));
  const assertSame = ([here, ...others]) => {
    for (const other of others) assert.deepEqual(other, here);
  };
  const deploy = (name, path) =>
    everywhere(cluster =>
      call(
        'POST',
        `/deployments?cluster=${cluster}`,
        {
          apiVersion: 'serving.kserve.io/v1beta1',
          kind: 'InferenceService',
          metadata: { name, namespace: namespaceOf(cluster) },
          spec: {
            predictor: {
              model: {
                modelFormat: { name: 'onnx' },
                runtime: 'greenroom-onnx',
                protocolVersion: 'v2',
                storage: { key: 'samples', path },
              },
            },
          },
        },
        201,
      ),
    );
  const seen = (name, word) =>
    everywhere(cluster => {
      let last;
      return until(`${name} on ${cluster} is ${word}`, async () => {
        last = await call('GET', pathOf(cluster, name), undefined, 200);
        if (last.state.word === word) return last;
        throw new Error(JSON.stringify(last.fullState));
      });
    });
  const remove = name =>
    everywhere(async cluster => {
      await portal().api('DELETE', pathOf(cluster, name));
      await until(`${name} is gone from ${cluster}`, async () => {
        const { status } = await portal().api('GET', pathOf(cluster, name));
        return status === 404;
      });
    });

  before(() => context().clusters.kserve.serveModels());

  after(() => remove(NAME));

  it('says the same in the same words, and answers the same', async () => {
    await deploy(NAME, 'iris-logreg');
    const details = await seen(NAME, 'Ready');
    assertSame(
      details.map(({ state, fullState, resource }) => ({
        state: { word: state.word, headline: state.headline },
        findings: fullState.findings.filter(
          ({ severity }) => severity === 'error',
        ),
        conditions: Object.fromEntries(
          resource.status.conditions.map(({ type, status }) => [type, status]),
        ),
        modelStatus: resource.status.modelStatus.states,
      })),
    );
    const answers = await Promise.all([ask('local'), ask('staging'), askPod()]);
    assertSame(answers.map(({ outputs }) => outputs));
    const [{ outputs }] = answers;
    assert.equal(outputs.find(({ name }) => name === 'label').data[0], LABEL);
  });

  it('has the same addresses, but for what is before the path', async () => {
    const details = await seen(NAME, 'Ready');
    assertSame(
      details.map(({ endpoints }) => [
        ...new Set(
          endpoints.map(({ url, inferUrl }) => inferUrl.replace(url, '')),
        ),
      ]),
    );
  });

  it('explains the same failure the same', async () => {
    await deploy('lost', 'nowhere');
    const details = await seen('lost', 'Failed');
    assert.equal(details[0].fullState.findings[0].code, 'StorageNotFound');
    assertSame(
      details.map(({ fullState }) => {
        const [{ code, severity, headline, fixableBy }] = fullState.findings;
        return {
          headline: fullState.headline,
          finding: { code, severity, headline, fixableBy },
        };
      }),
    );
    await remove('lost');
  });

  const ask = async cluster => {
    const { portal: own, plain } = context().clusters;
    const gateway = cluster === 'local' ? own.gatewayUrl : plain.gatewayUrl;
    const path = `/serving/${namespaceOf(
      cluster,
    )}/${NAME}/v2/models/${NAME}/infer`;
    const { value } = await call(
      'POST',
      `${pathOf(cluster, NAME)}/tokens`,
      { name: 'same' },
      201,
    );
    return until(`${cluster} answers`, async () => {
      const response = await fetch(gateway + path, {
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          authorization: `Bearer ${value}`,
        },
        body: JSON.stringify(ROW),
      });
      const text = await response.text();
      if (response.status !== 200) throw new Error(text);
      return JSON.parse(text);
    });
  };
  /** KServe's router is not played: what its pod answers is what it would pass on. */
  const askPod = async () => {
    const { kserve } = context().clusters;
    const [pod] = await kserve.objects(
      ...['pods', '-l', `serving.kserve.io/inferenceservice=${NAME}`],
    );
    return kserve.ask(pod.metadata.name, `/v2/models/${NAME}/infer`, ROW);
  };
}
