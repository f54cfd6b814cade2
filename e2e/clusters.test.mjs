// Several clusters, one of them out of reach: what is asked and said wherever something has a place.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { freePort } from '../scripts/lib/freePort.mjs';
import { Browser } from './lib/browser.mjs';
import { Portal, until } from './lib/portal.mjs';
import { deployFromTemplate } from './lib/screens.mjs';
import { predict } from './lib/traffic.mjs';

const HERE = 'This machine';
const FAR = 'Far away';
const V2 = {
  inputs: [
    {
      name: 'input',
      datatype: 'FP32',
      shape: [1, 4],
      data: [7.0, 3.2, 4.7, 1.4],
    },
  ],
};

describe('a portal with several clusters', { concurrency: false }, () => {
  let portal;
  let browser;
  let page;

  before(async () => {
    const nobody = await freePort();
    const far = {
      name: 'far',
      driver: 'kubernetes',
      title: FAR,
      kubernetes: { url: `https://127.0.0.1:${nobody}`, token: 'of-nobody' },
    };
    portal = await Portal.create({
      config: () => ({
        modelServing: {
          clusters: [
            { name: 'local', driver: 'local', title: HERE, default: true },
            far,
          ],
        },
      }),
    });
    await portal.start();
    browser = await Browser.open(portal.url);
    page = browser.page;
    await browser.signIn();
  });

  after(async () => {
    await browser?.close();
    await portal?.destroy();
  });

  it('offers none that is out of reach, and says why', async () => {
    await browser.goto('/create/templates/default/deploy-model');
    const cluster = page.getByRole('button', { name: /Cluster/ });
    await cluster.filter({ hasText: HERE }).click();
    const option = page.getByRole('option', { name: FAR });
    assert.equal(await option.getAttribute('aria-disabled'), 'true');
    assert.match(
      await option.innerText(),
      /Out of reach: the API server 127\.0\.0\.1:\d+ refuses connections/,
    );
    await page.keyboard.press('Escape');
  });

  it('deploys to the one that was chosen, which answers', async () => {
    await deployFromTemplate(browser, {
      cluster: HERE,
      title: 'Iris here',
      path: 'iris-logreg',
      format: /onnx/,
    });
    const url = `${portal.gatewayUrl}/serving/demo/iris-here/v2/models/iris-here/infer`;
    await until('the new model answers', async () => {
      const { status } = await predict(url, JSON.stringify(V2));
      return status === 200;
    });
  });

  it('says in the list where each runs, and shows those of one cluster', async () => {
    await browser.goto('/model-serving/deployments');
    const table = page.getByRole('grid', { name: 'Deployments' });
    await table
      .getByRole('row', { name: /Iris here/ })
      .getByText(HERE)
      .waitFor();
    await browser.goto('/model-serving/deployments?cluster=far');
    await browser.text(/No deployment/);
    assert.equal(await table.getByText('Iris here').count(), 0);
  });

  it('says on the page of each whether it answers', async () => {
    await browser.goto('/model-serving/clusters');
    const clusters = page.getByRole('grid', { name: 'Clusters' });
    await clusters
      .getByRole('row', { name: new RegExp(HERE) })
      .getByText('Reachable')
      .waitFor();
    await clusters.getByRole('link', { name: FAR }).click();
    await browser.text('Nothing can be deployed here now');
    await browser.text(/The API server 127\.0\.0\.1:\d+ refuses connections/);
    await browser.text(/What this cluster has is said as soon as it answers/);
    assert.deepEqual(browser.errors, []);
  });
});
