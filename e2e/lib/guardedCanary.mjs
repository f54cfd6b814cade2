// A canary that fails on Kubernetes, and what its page says and offers.
import assert from 'node:assert/strict';
import { afterEach, it } from 'node:test';
import { imageOf } from './beds.mjs';
import { until } from './portal.mjs';
import { Traffic } from './traffic.mjs';

const NAME = 'guarded';
/** Answers every request as FAULT says. */
const SERVER = `
  require('node:http').createServer((request, response) => {
    response.statusCode = request.method === 'POST' && process.env.FAULT ? 500 : 200;
    request.resume().on('end', () => response.end('{"label": 1}'));
  }).listen(8080);
`;

/** Tests of a portal. @param context - gives `{ clusters, browser, page }` once they are there */
export function guardedCanary(context) {
  let traffic;

  // Where a test ended before it did
  afterEach(() => traffic?.stop());

  const call = async (method, path, body, expected) => {
    const { portal } = context().clusters;
    const answer = await portal.api(method, `/deployments${path}`, body);
    assert.equal(answer.status, expected, JSON.stringify(answer.body));
    return answer.body;
  };
  const path = () => `/staging/${context().clusters.plain.namespace}/${NAME}`;
  const predictor = env => ({
    containers: [
      {
        name: 'kserve-container',
        image: imageOf('test-replica'),
        command: ['/usr/local/bin/node', '-e', SERVER],
        env,
        resources: { requests: { cpu: '5m', memory: '24Mi' } },
      },
    ],
  });
  const share = () =>
    context()
      .page.getByRole('grid', { name: 'Split of the predictor' })
      .getByRole('row', { name: /^v2 Canary/ });

  it('loses its traffic when it fails, and its page says why', async () => {
    const { browser, clusters, page } = context();
    const { gatewayUrl, namespace } = clusters.plain;
    await call(
      'POST',
      '?cluster=staging',
      {
        apiVersion: 'serving.kserve.io/v1beta1',
        kind: 'InferenceService',
        metadata: {
          name: NAME,
          namespace,
          annotations: {
            'greenroom/canary-guard': 'requests=30,latency=1000',
            'security.opendatahub.io/enable-auth': 'false',
          },
        },
        spec: { predictor: predictor([]) },
      },
      201,
    );
    await until('it is ready', async () => {
      const { state } = await call('GET', path(), undefined, 200);
      return state.code === 'ready';
    });
    await call(
      'PATCH',
      path(),
      {
        spec: {
          predictor: {
            canaryTrafficPercent: 20,
            ...predictor([{ name: 'FAULT', value: 'fails' }]),
          },
        },
      },
      200,
    );
    traffic = new Traffic(`${gatewayUrl}/serving/${namespace}/${NAME}/predict`);
    await browser.goto(
      `/catalog/${namespace}/component/staging.${NAME}/rollout`,
    );
    await page
      .getByText(
        /^v2 lost its traffic: 100 % of its \d+ requests failed, 0 % of those of v1/,
      )
      .waitFor();
    await share().getByText('0 %', { exact: true }).first().waitFor();
    await traffic.stop();
    const failures = new Set(traffic.failures.map(text => text.slice(0, 3)));
    assert.deepEqual([...failures], ['500']);
  });

  it('gets it back when somebody allows it again, after what that means', async () => {
    const { page } = context();
    await page.getByRole('button', { name: 'Allow v2 again' }).click();
    const question = page.getByRole('dialog', { name: 'Allow v2 again?' });
    await question.getByText(/is judged anew/).waitFor();
    await question.getByRole('button', { name: 'Allow again' }).click();
    await share().getByText('20 %', { exact: true }).waitFor();
    await page.getByText(/^v2 lost its traffic/).waitFor({ state: 'detached' });
  });
}
