// What a person does on the pages of a deployment on Kubernetes without KServe, and what the cluster has of it then.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { afterEach, it } from 'node:test';
import { promisify } from 'node:util';
import { PLAIN } from './clusterPortal.mjs';
import { until } from './portal.mjs';
import { addCanary, choose, deployFromTemplate, scaleTo } from './screens.mjs';
import { Traffic } from './traffic.mjs';

const shell = promisify(execFile);
const OF_IRIS = ['-l', 'serving.kserve.io/inferenceservice=iris'];
/** The species of the row in the snippets, whichever of the models is asked. */
const LABEL = 0;

/** Tests of a portal. @param context - gives `{ clusters, browser, page }` once they are there */
export function onPlainKubernetes(context) {
  let token;
  let traffic;

  // Where a test ended before it did
  afterEach(() => traffic?.stop());

  const open = tab => {
    const { browser } = context();
    const bed = context().clusters.plain;
    return browser.goto(
      `/catalog/${bed.namespace}/component/staging.iris/${tab}`,
    );
  };
  const press = (name, within = context().page) =>
    within.getByRole('button', { name, exact: true }).click();
  const dialog = name => context().page.getByRole('dialog', { name });
  const row = name => context().page.getByRole('row', { name });
  /** Those that are to stay. */
  const pods = async () =>
    (await context().clusters.plain.objects('pods', ...OF_IRIS)).filter(
      ({ metadata }) => !metadata.deletionTimestamp,
    );
  const podNames = async () =>
    (await pods()).map(({ metadata }) => metadata.name).sort();
  const begin = () => {
    const { gatewayUrl, namespace } = context().clusters.plain;
    traffic = new Traffic(
      `${gatewayUrl}/serving/${namespace}/iris/v2/models/iris/infer`,
      { connections: 2, headers: { authorization: `Bearer ${token}` } },
    );
  };
  /** That nobody noticed what was done meanwhile. */
  const nothingLost = async () => {
    await traffic.more(50);
    await traffic.stop();
    assert.deepEqual(traffic.failures, []);
  };

  it('deploys from the template, and leads to its page when it answers', async () => {
    const { browser, page } = context();
    const bed = context().clusters.plain;
    await deployFromTemplate(browser, {
      cluster: PLAIN,
      project: bed.namespace,
      title: 'Iris',
      path: 'iris-logreg',
      format: /onnx/,
    });
    await page.getByText('Open the deployment').click();
    await page.waitForURL(/\/component\/staging\.iris/);
    await browser.text('Serving with 1 replica');
    await browser.text(`On ${PLAIN}.`);
  });

  it('shows the pod that runs, with its node', async () => {
    await open('status');
    const [pod] = await pods();
    const replica = row(new RegExp(pod.metadata.name));
    await replica.getByText('Ready', { exact: true }).waitFor();
    await replica.getByText(pod.spec.nodeName).waitFor();
  });

  it('shows what the cluster tells of it beside what the portal does', async () => {
    await open('events');
    const told = (by, what) =>
      context()
        .page.getByRole('row')
        .filter({ has: context().page.getByText(by, { exact: true }) })
        .filter({ hasText: what })
        .first()
        .waitFor();
    const [pod] = await podNames();
    await told('Cluster', `Pod/${pod}`);
    await told('Greenroom', 'The model was fetched.');
  });

  it('shows the log of the server, and of the container that fetched the model', async () => {
    const { browser, page } = context();
    await open('logs');
    await browser.text(/model iris loaded from/);
    await choose(page, 'what it waits for', 'storage-initializer');
    await browser.text(/s3:\/\/models\/iris-logreg/);
    assert.equal(await page.getByText(/model iris loaded from/).count(), 0);
  });

  it('has a snippet that predicts as it is printed, with a token from the page', async () => {
    const { browser, page } = context();
    const bed = context().clusters.plain;
    await open('access');
    await browser.text('Nobody can call it yet');
    await press('New token');
    const form = dialog('New token');
    await form.getByLabel(/^Name/).fill('Shop');
    await press('Create', form);
    const once = dialog('Token Shop');
    token = await once.locator('pre').innerText();
    await once.getByText('I have stored it').click();
    await press('Done', once);
    await open('use-it');
    const snippet = await page
      .getByRole('tabpanel', { name: 'curl' })
      .locator('pre')
      .innerText();
    assert.ok(snippet.includes(bed.gatewayUrl), snippet);
    const env = { ...process.env, MODEL_TOKEN: token };
    const outputs = await until('gateways know the token', async () => {
      const { stdout } = await shell('bash', ['-c', snippet], { env });
      return JSON.parse(stdout).outputs;
    });
    const [label] = outputs.find(({ name }) => name === 'label').data;
    assert.equal(label, LABEL);
  });

  it('scales to what is said, in the cluster as on the page', async () => {
    await open('status');
    // The first look at what replicas use was long ago
    await context().browser.text(/The cluster has no metrics API/);
    const [first] = await podNames();
    await scaleTo(context().page, 'Iris', 2);
    await context().browser.text('Serving with 2 replicas');
    const names = await podNames();
    assert.equal(names.length, 2);
    assert.ok(names.includes(first), 'the first one goes on');
    for (const name of names) await row(new RegExp(name)).waitFor();
    await scaleTo(context().page, 'Iris', 1);
    await context().browser.text('Serving with 1 replica');
  });

  it('gives a canary its share of what is asked', async () => {
    const { clusters, page } = context();
    // Others load this machine, too: the first answers of a new server may be slow enough for its guard
    const { status } = await clusters.portal.api(
      'PATCH',
      `/deployments/staging/${clusters.plain.namespace}/iris`,
      { metadata: { annotations: { 'greenroom/canary-guard': 'off' } } },
    );
    assert.equal(status, 200);
    begin();
    await open('rollout');
    await addCanary(page, { name: 'v2', percent: 50, path: 'iris-rf' });
    const split = page.getByRole('grid', { name: 'Split of the predictor' });
    const canary = split.getByRole('row', { name: /v2 Canary/ });
    // Configured and observed: of several gateways, which count one after the other
    await canary
      .getByText(/^[45]\d([.,]\d+)? %$/)
      .nth(1)
      .waitFor();
    await canary.getByText('0 %', { exact: true }).waitFor();
  });

  it('promotes it by a dialog that says what happens, and no request is lost', async () => {
    const { page } = context();
    const [running] = (await pods()).filter(({ metadata }) =>
      metadata.name.includes('-00002-'),
    );
    begin();
    await press('Promote v2');
    await dialog('Promote v2?')
      .getByText(/It is not started anew\. No request is lost/)
      .waitFor();
    await press('Promote', dialog('Promote v2?'));
    await row(/v2 Current iris-predictor-00002/)
      .getByText('100 %')
      .waitFor();
    await until('the one before is gone', async () => {
      const names = await podNames();
      assert.deepEqual(names, [running.metadata.name]);
      return true;
    });
    await nothingLost();
  });

  it('goes back to the revision before, after saying what that changes', async () => {
    begin();
    await press('Roll back to v1 of the predictor');
    const question = dialog('Roll Iris back to v1?');
    const path = question.getByRole('row', { name: /model\.storage\.path/ });
    await path.getByText('iris-logreg').waitFor();
    await press('Roll back', question);
    await row(/Current/)
      .filter({ hasText: 's3://models/iris-logreg' })
      .getByText('100 %')
      .waitFor();
    await nothingLost();
  });

  it('deletes when its name is typed, and leaves nothing in the cluster', async () => {
    const { page } = context();
    const bed = context().clusters.plain;
    await open('status');
    await press('Delete');
    const question = dialog('Delete Iris?');
    const remove = question.getByRole('button', { name: 'Delete' });
    assert.equal(await remove.isDisabled(), true);
    await question.getByRole('textbox').fill('iris');
    await remove.click();
    await until('no object is left', async () => {
      const kinds = 'deployments,pods,services,secrets,pdb';
      const left = await bed.objects(kinds, ...OF_IRIS);
      return left.length === 0;
    });
  });
}
