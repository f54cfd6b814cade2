// The portal as a person meets it: one command, a browser, and the five steps of the README, in order, as a day would go.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { after, before, describe, it } from 'node:test';
import { promisify } from 'node:util';
import { Browser } from './lib/browser.mjs';
import { Portal, processesWith, root, until } from './lib/portal.mjs';
import { deployFromTemplate, deployWithNewConnection } from './lib/screens.mjs';
import { predict } from './lib/traffic.mjs';

const shell = promisify(execFile);
const digits = JSON.parse(
  readFileSync(path.join(root, 'examples/models/digits-test.json'), 'utf8'),
);

describe('the portal that npm start opens', { concurrency: false }, () => {
  let portal;
  let browser;
  let page;

  before(async () => {
    portal = await Portal.create();
    await portal.start();
    browser = await Browser.open(portal.url);
    page = browser.page;
  });

  after(async () => {
    await browser?.close();
    await portal?.destroy();
  });

  it('prints an address and a curl line that gets the right prediction', async () => {
    assert.match(
      portal.output,
      new RegExp(`Greenroom is ready: ${portal.url}`),
    );
    const line = portal.output
      .split('\n')
      .find(text => text.trim().startsWith('curl '));
    const { stdout } = await shell('bash', ['-c', line.trim()]);
    assert.equal(outputOf(JSON.parse(stdout), 'label')[0], 0);
  });

  it('answers the known rows through the gateway, V1 and V2, to 1e-5', async () => {
    const known = [
      [[7.0, 3.2, 4.7, 1.4], 1, [0.0081956, 0.7396619, 0.2521425]],
      [[5.1, 3.4, 1.5, 0.2], 0, [0.9676481, 0.0323506, 0.0000013]],
    ];
    const base = `${portal.gatewayUrl}/serving/demo/iris`;
    for (const [row, label, probabilities] of known) {
      const v2 = await predict(`${base}/v2/models/iris/infer`, v2Body([row]));
      assert.equal(outputOf(JSON.parse(v2.text), 'label')[0], label);
      closeTo(outputOf(JSON.parse(v2.text), 'probabilities'), probabilities);
      const v1 = await predict(
        `${base}/v1/models/iris:predict`,
        JSON.stringify({ instances: [row] }),
      );
      closeTo(JSON.parse(v1.text).predictions[0].probabilities, probabilities);
    }
  });

  it('is opened from a menu in a narrow window', async () => {
    const narrow = await Browser.open(portal.url, {
      viewport: { width: 400, height: 800 },
    });
    try {
      await narrow.signIn();
      await narrow.page
        .getByRole('button', { name: 'Menu', exact: true })
        .click();
      await narrow.page
        .getByRole('link', { name: 'Model serving' })
        .first()
        .click();
      await narrow.text('Iris');
      assert.match(narrow.page.url(), /\/model-serving/);
      assert.deepEqual(narrow.errors, []);
    } finally {
      await narrow.close();
    }
  });

  it('shows the sample in the catalog with owner and API, and in the list', async () => {
    await browser.signIn();
    await browser.goto('/catalog/demo/component/iris');
    await page.getByRole('heading', { name: 'Iris' }).first().waitFor();
    await page.getByRole('link', { name: 'ml-team' }).first().waitFor();
    await browser.goto('/catalog/demo/api/iris');
    await page.getByRole('heading', { name: 'Iris' }).first().waitFor();
    await page.getByRole('link', { name: 'Model serving' }).first().click();
    await page
      .getByRole('grid', { name: 'Deployments' })
      .getByRole('link', { name: 'Iris' })
      .waitFor();
    await browser.text('Ready');
  });

  it('deploys a model with the template, which answers', async t => {
    await deployFromTemplate(browser, {
      title: 'Digits',
      path: 'digits-mlp',
      format: /onnx/,
    });
    const submitted = Date.now();
    const answer = await until('the new model answers', async () => {
      const { status, text } = await predict(
        inferUrl('digits'),
        v2Body([digits.X[0]]),
      );
      return status === 200 && JSON.parse(text);
    });
    t.diagnostic(
      `first prediction ${Date.now() - submitted} ms after the click`,
    );
    assert.equal(outputOf(answer, 'label')[0], digits.y[0]);
    assert.ok(
      Math.abs(Math.max(...outputOf(answer, 'probabilities')) - 0.8520724) <=
        1e-5,
    );
    await page.getByText('Open the deployment').click();
    await page.waitForURL(/\/catalog\/demo\/component\/digits/);
    await browser.text('Serving with 1 replica');
  });

  it('deploys from a bucket whose keys are typed into the form', async () => {
    const connection = {
      title: 'My bucket',
      endpoint: portal.bucketUrl,
      bucket: 'models',
      accessKey: 'greenroom-development',
      secretKey: portal.secrets.bucketSecret,
    };
    await deployWithNewConnection(browser, {
      title: 'Trees',
      path: 'iris-xgb',
      format: /xgboost/,
      connection,
    });
    await page.getByText('Open the deployment').waitFor();
    const answer = JSON.parse(
      (
        await predict(
          inferUrl('trees'),
          v2Body([[5.1, 3.4, 1.5, 0.2]], await tensorNameOf('trees')),
        )
      ).text,
    );
    closeTo(
      answer.outputs.find(({ shape }) => shape.length === 2).data,
      [0.9864184, 0.008919, 0.0046625],
    );
  });

  it('has snippets that work when pasted', async () => {
    await browser.goto('/catalog/demo/component/iris/use-it');
    const curl = await page
      .getByRole('tabpanel', { name: 'curl' })
      .locator('pre')
      .innerText();
    const { stdout } = await shell('bash', ['-c', curl]);
    assert.ok(JSON.parse(stdout).outputs);
    await page.getByRole('tab', { name: 'JavaScript' }).click();
    const script = await page
      .getByRole('tabpanel', { name: 'JavaScript' })
      .locator('pre')
      .innerText();
    const run = await shell(process.execPath, [
      '--input-type=module',
      '-e',
      script,
    ]);
    assert.match(run.stdout, /probabilities/);
  });

  it('tries the model from the page, prefilled from its real tensors', async () => {
    await browser.goto('/catalog/demo/component/iris/use-it');
    await page.getByRole('button', { name: 'Send' }).click();
    await page
      .getByRole('region', { name: 'Try it' })
      .getByText('probabilities')
      .first()
      .waitFor();
    await page
      .getByRole('region', { name: 'Try it' })
      .getByText('200')
      .first()
      .waitFor();
  });

  it('shows metrics, logs, events, configuration and history', async () => {
    for (let i = 0; i < 50; i++) await predict(inferUrl('iris'));
    await until('the requests are counted', async () => {
      const { body } = await portal.api(
        'GET',
        '/deployments/local/demo/iris/metrics?range=15m',
      );
      return body.requests
        .find(({ name }) => name === 'ok')
        ?.points.some(([, value]) => value > 0);
    });
    for (const [tab, text] of [
      ['metrics', 'Latency'],
      ['logs', 'listening on'],
      ['events', 'RevisionCreated'],
      ['configuration', 'greenroom-model-server'],
      ['rollout', 'iris-predictor-00001'],
      ['history', 'create'],
    ]) {
      await browser.goto(`/catalog/demo/component/iris/${tab}`);
      await browser.text(text);
    }
  });

  it('stops, starts and scales on the click of a button', async () => {
    await browser.goto('/catalog/demo/component/digits/status');
    await page.getByRole('button', { name: 'Stop' }).click();
    await page
      .getByRole('dialog')
      .getByRole('button', { name: 'Stop' })
      .click();
    await browser.text('Stopped');
    await until(
      'the gateway says so',
      async () =>
        (await predict(inferUrl('digits'), v2Body([digits.X[0]]))).status ===
        503,
    );
    await page.getByRole('button', { name: 'Start' }).click();
    await browser.text('Serving with 1 replica');
    await page.getByRole('button', { name: 'Scale' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('textbox', { name: 'Maximum replicas' }).fill('2');
    await dialog.getByRole('textbox', { name: 'Minimum replicas' }).fill('2');
    await dialog.getByRole('button', { name: 'Scale' }).click();
    await browser.text('Serving with 2 replicas');
  });

  it('edits with the same form and sends what was changed', async () => {
    await browser.goto('/model-serving/deployments/local/demo/digits/edit');
    await page
      .getByRole('textbox', { name: 'Description' })
      .fill('Reads handwritten digits');
    await page.getByRole('button', { name: 'Save' }).click();
    await until(
      'the change is stored',
      async () =>
        (
          await portal.api('GET', '/deployments/local/demo/digits')
        ).body.description === 'Reads handwritten digits',
    );
    const { body } = await portal.api('GET', '/deployments/local/demo/digits');
    assert.equal(body.replicas.min, 2);
    assert.equal(
      body.revisions.length,
      1,
      'a description makes no new revision',
    );
  });

  it('deletes when the name is typed: processes, route, private connection and entity go, shared ones stay', async () => {
    const { body } = await portal.api('GET', '/deployments/local/demo/trees');
    const pids = body.revisions.flatMap(({ facts }) =>
      facts.replicas.map(({ location }) =>
        Number(location.replace('pid ', '')),
      ),
    );
    await browser.goto('/catalog/demo/component/trees/status');
    await page.getByRole('button', { name: 'Delete' }).click();
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('textbox').fill('trees');
    await dialog.getByRole('button', { name: 'Delete' }).click();
    await until(
      'it is gone',
      async () =>
        (await portal.api('GET', '/deployments/local/demo/trees')).status ===
        404,
    );
    assert.equal((await predict(inferUrl('trees'), '{}')).status, 404);
    assert.deepEqual(
      processesWith(portal.dataDir).filter(({ pid }) => pids.includes(pid)),
      [],
    );
    const { body: connections } = await portal.api('GET', '/connections');
    assert.deepEqual(
      connections.items.map(({ ref }) => ref.name),
      ['samples'],
    );
    await until('its entity is gone', async () => {
      await browser.goto('/catalog/demo/component/trees');
      await page.getByText('Entity not found').waitFor({ timeout: 15_000 });
      return true;
    });
  });

  it('never threw in the browser', () => {
    assert.deepEqual(browser.errors, []);
  });

  it('ends everything that it started on Ctrl-C, and starts again with what was there', async t => {
    await portal.stop('SIGINT');
    assert.deepEqual(processesWith(portal.dataDir), []);
    const started = Date.now();
    await portal.start();
    t.diagnostic(`second start ${Date.now() - started} ms`);
    await until(
      'both models answer again',
      async () =>
        (await predict(inferUrl('iris'))).status === 200 &&
        (await predict(inferUrl('digits'), v2Body([digits.X[0]]))).status ===
          200,
    );
  });

  function inferUrl(name) {
    return `${portal.gatewayUrl}/serving/demo/${name}/v2/models/${name}/infer`;
  }

  async function tensorNameOf(name) {
    // The model is asked for them once it serves
    return until('the portal knows the tensors', async () => {
      const { body } = await portal.api(
        'GET',
        `/deployments/local/demo/${name}`,
      );
      return body.modelMetadata?.inputs[0].name;
    });
  }
});

function v2Body(rows, name = 'input') {
  return JSON.stringify({
    inputs: [
      {
        name,
        datatype: 'FP32',
        shape: [rows.length, rows[0].length],
        data: rows.flat(),
      },
    ],
  });
}

function outputOf(answer, name) {
  return answer.outputs.find(output => output.name === name).data;
}

function closeTo(actual, expected) {
  assert.equal(actual.length, expected.length);
  for (const [i, value] of expected.entries())
    assert.ok(
      Math.abs(actual[i] - value) <= 1e-5,
      `${actual[i]} is not ${value}`,
    );
}
