// The life of a token: made on a page, shown once, used, listed, revoked.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { Browser } from './lib/browser.mjs';
import { Portal, until } from './lib/portal.mjs';

const features = [7.0, 3.2, 4.7, 1.4];
const V1 = { instances: [features] };
const V2 = {
  inputs: [{ name: 'input', datatype: 'FP32', shape: [1, 4], data: features }],
};

describe('tokens', { concurrency: false }, () => {
  let portal;
  let browser;
  let page;
  let token;

  before(async () => {
    portal = await Portal.create();
    await portal.start();
    const { status } = await portal.api(
      'PUT',
      '/resources/InferenceGraph/local/demo/flow',
      {
        apiVersion: 'serving.kserve.io/v1alpha1',
        kind: 'InferenceGraph',
        metadata: { name: 'flow', namespace: 'demo' },
        spec: {
          nodes: {
            root: { routerType: 'Sequence', steps: [{ serviceName: 'iris' }] },
          },
        },
      },
    );
    assert.equal(status, 201);
    browser = await Browser.open(portal.url);
    page = browser.page;
    await browser.signIn();
  });

  after(async () => {
    await browser?.close();
    await portal?.destroy();
  });

  /** Status of a prediction over a new connection, which any of the workers answers. */
  async function call(path, body) {
    const response = await fetch(`${portal.gatewayUrl}${path}`, {
      method: 'POST',
      headers: {
        'content-type': 'application/json',
        connection: 'close',
        ...(token && { authorization: `Bearer ${token}` }),
      },
      body: JSON.stringify(body),
    });
    await response.text();
    return response.status;
  }
  const callModel = () => call('/serving/demo/iris/v2/models/iris/infer', V2);
  async function callGraph() {
    const { body } = await portal.api('GET', '/deployments/local/demo/iris');
    return call('/graphs/demo/flow', body.model.protocol === 'v1' ? V1 : V2);
  }
  const answered = (status, ask) =>
    until(`it is answered ${status}`, async () => (await ask()) === status);
  const press = (name, within = page) =>
    within.getByRole('button', { name }).click();

  it('are asked for from the moment that the switch is on, by the graph of the model, too', async () => {
    await browser.goto('/catalog/demo/component/iris/access');
    await page.getByText('Require a token', { exact: true }).click();
    await browser.text('Nobody can call it yet');
    await answered(401, callModel);
    await answered(401, callGraph);
  });

  it('are made on the page, for the model and its graph, and shown once', async () => {
    await press('New token');
    const form = page.getByRole('dialog', { name: 'New token' });
    await form.getByLabel(/^Name/).fill('Web shop');
    await form.getByText('iris and others').click();
    await press(/Also opens/, form);
    await page.getByRole('option', { name: 'flow (graph)' }).click();
    await page.keyboard.press('Escape');
    await press('Create', form);
    const once = page.getByRole('dialog', { name: 'Token Web shop' });
    token = await once.locator('pre').innerText();
    assert.match(token, /^greenroom_[0-9A-Za-z]{49}$/);
    await once.getByText('I have stored it').click();
    await press('Done', once);
    assert.ok(!(await page.content()).includes(token));
  });

  it('open what they were made for', async () => {
    await answered(200, callModel);
    await answered(200, callGraph);
  });

  it('show on the page how they were used', async () => {
    const row = page.getByRole('row', { name: /Web shop/ });
    await row.getByText('flow').waitFor();
    // Use is written down every some seconds
    await row.getByText('just now').first().waitFor();
    await row.getByText(/^[1-9]\d*$/).waitFor();
  });

  it('are on the tab of the graph, and on the page of who made them', async () => {
    await browser.goto('/catalog/demo/component/flow_graph/access');
    await page.getByRole('row', { name: /Web shop/ }).waitFor();
    await browser.goto('/model-serving/tokens');
    const row = page.getByRole('row', { name: /Web shop/ });
    await row.getByRole('link', { name: /flow/ }).waitFor();
    await row.getByRole('link', { name: /^Iris/ }).waitFor();
  });

  it('are revoked there, for all that they open, and say so', async () => {
    await press(/^Revoke Web shop/);
    const dialog = page.getByRole('dialog', { name: 'Revoke Web shop?' });
    await dialog.getByText(/by all that it opens/).waitFor();
    const from = Date.now();
    await press('Revoke', dialog);
    await answered(401, callModel);
    // Machines differ: what it took is told, not demanded
    console.log(`refused after ${Date.now() - from} ms`);
    await answered(401, callGraph);
    const row = page.getByRole('row', { name: /Web shop/ });
    await row.getByText('Revoked').waitFor();
    assert.deepEqual(browser.errors, []);
  });
});
