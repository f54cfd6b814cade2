// A graph of two models, from the form to the way that a request takes through it.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { after, before, describe, it } from 'node:test';
import { promisify } from 'node:util';
import { Browser } from './lib/browser.mjs';
import { Portal, until } from './lib/portal.mjs';
import { createGraph } from './lib/screens.mjs';
import { predict } from './lib/traffic.mjs';

const shell = promisify(execFile);
const graphPage = '/catalog/demo/component/two-opinions_graph';
const V1 = JSON.stringify({ instances: [[7.0, 3.2, 4.7, 1.4]] });

describe('graphs', { concurrency: false }, () => {
  let portal;
  let browser;
  let page;
  let graphUrl;

  before(async () => {
    portal = await Portal.create();
    await portal.start();
    graphUrl = `${portal.gatewayUrl}/graphs/demo/two-opinions`;
    for (const name of ['first', 'second']) await deployTwin(name);
    for (const name of ['first', 'second']) {
      await until(`${name} is ready`, async () => {
        const { body } = await portal.api(
          'GET',
          `/deployments/local/demo/${name}`,
        );
        return body.state?.code === 'ready';
      });
    }
    browser = await Browser.open(portal.url);
    page = browser.page;
    await browser.signIn();
  });

  after(async () => {
    await browser?.close();
    await portal?.destroy();
  });

  /** The sample model once more, called by V1. */
  async function deployTwin(name) {
    const { body } = await portal.api('GET', '/deployments/local/demo/iris');
    const { predictor } = body.resource.spec;
    const { status } = await portal.api('POST', '/deployments', {
      apiVersion: 'serving.kserve.io/v1beta1',
      kind: 'InferenceService',
      metadata: { name, namespace: 'demo' },
      spec: {
        predictor: {
          ...predictor,
          model: { ...predictor.model, protocolVersion: 'v1' },
        },
      },
    });
    assert.equal(status, 201);
  }

  it('begins with an empty list that says how to make one', async () => {
    await browser.goto('/model-serving/graphs');
    await browser.text('No graphs yet');
    await page.getByRole('button', { name: 'Create graph' }).click();
    await page.waitForURL(/\/create\/templates\/default\/deploy-graph/);
  });

  it('is made with the template, from services of the project', async () => {
    await createGraph(browser, {
      title: 'Two opinions',
      how: 'Ensemble',
      services: [/\(first\)/, /\(second\)/],
    });
    await page.getByText('Open the graph').click();
    await page.waitForURL(/\/catalog\/demo\/component\/two-opinions_graph/);
    await browser.text('Ready');
  });

  it('answers with what both services say, and which way it took', async () => {
    const { status, text, headers } = await predict(graphUrl, V1);
    assert.equal(status, 200, text);
    assert.deepEqual(Object.keys(JSON.parse(text)).sort(), ['0', '1']);
    assert.deepEqual(headers['x-greenroom-graph-path'].split(',').sort(), [
      'root/0',
      'root/1',
    ]);
  });

  it('has a snippet that works when pasted, and shows the way of a request', async () => {
    await browser.goto(`${graphPage}/use-it`);
    const curl = await page
      .getByRole('tabpanel', { name: 'curl' })
      .locator('pre')
      .innerText();
    assert.ok(curl.includes(graphUrl));
    const { stdout } = await shell('bash', ['-c', curl]);
    assert.ok(JSON.parse(stdout)['0'].predictions);
    await page.getByRole('button', { name: 'Send' }).click();
    await browser.text('The graph answered with status 200');
    const steps = page.getByRole('list', { name: 'Steps taken' });
    assert.equal(await steps.getByRole('listitem').count(), 2);
  });

  it('shows live traffic on the edges of its picture', async () => {
    let done = false;
    const load = (async () => {
      while (!done) await predict(graphUrl, V1);
    })();
    try {
      await browser.goto(`${graphPage}/graph`);
      await page
        .getByRole('group', { name: /^Picture of Two opinions/ })
        .waitFor();
      await page
        .getByRole('img', {
          name: /^Step 1 of root: calls service first, .*\/s · /,
        })
        .waitFor();
    } finally {
      done = true;
      await load;
    }
  });

  it('is found from the services that it calls', async () => {
    await browser.goto('/catalog/demo/component/first');
    await page
      .getByRole('list', { name: 'Graphs that use it' })
      .getByRole('link', { name: 'two-opinions' })
      .click();
    await page.waitForURL(/\/catalog\/demo\/component\/two-opinions_graph/);
  });

  it('is refused by the form where it could not run', async () => {
    await createGraph(browser, {
      title: 'Never',
      how: 'Switch',
      services: [/\(first\)/],
      condition: '@group',
      stopsAtReview: true,
    });
    await browser.text(/^Step 1: condition: /);
  });

  it('is deleted by its name; its address and its page go, its services stay', async () => {
    await browser.goto('/model-serving/graphs');
    await page
      .getByRole('button', { name: 'More actions for Two opinions' })
      .click();
    await page.getByRole('menuitem', { name: 'Delete' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('textbox').fill('two-opinions');
    await dialog.getByRole('button', { name: 'Delete' }).click();
    await browser.text('No graphs yet');
    await until('the address is gone', async () => {
      const { status } = await predict(graphUrl, V1);
      return status === 404;
    });
    const service = await portal.api('GET', '/deployments/local/demo/first');
    assert.equal(service.body.state.code, 'ready');
    assert.deepEqual(browser.errors, []);
  });
});
