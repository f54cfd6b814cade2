// The portal with a real Kubernetes behind it, once by our own driver and once with KServe, whose controller is played.
import assert from 'node:assert/strict';
import { after, afterEach, before, describe, it } from 'node:test';
import { hasKubernetes } from './lib/beds.mjs';
import { Browser } from './lib/browser.mjs';
import { ClusterPortal, HERE, KSERVE, PLAIN } from './lib/clusterPortal.mjs';
import { copyingDeployments } from './lib/copyingDeployments.mjs';
import { guardedCanary } from './lib/guardedCanary.mjs';
import { onKServe } from './lib/onKServe.mjs';
import { onPlainKubernetes } from './lib/onPlainKubernetes.mjs';
import { sameEverywhere } from './lib/sameEverywhere.mjs';

const options = {
  concurrency: false,
  // Counted as skipped, which CI takes for a failure
  skip: !hasKubernetes && 'no cluster: see scripts/lib/kubernetes.mjs',
};

describe('a portal with Kubernetes behind it', options, () => {
  let clusters;
  let browser;
  let page;

  before(async () => {
    clusters = await ClusterPortal.create();
    browser = await Browser.open(clusters.portal.url, { isBesidePods: true });
    page = browser.page;
    await browser.signIn();
  });

  after(async () => {
    await browser?.close();
    await clusters?.close();
  });

  // What was to be seen says more than what was waited for
  afterEach(async test => {
    if (!test.passed) test.diagnostic(await page.locator('body').innerText());
  });

  const context = () => ({ clusters, browser, page });
  const feature = name =>
    page
      .getByRole('grid', { name: 'Features' })
      .getByRole('row', { name: new RegExp(`^${name}`) });

  it('says of each cluster that it answers, and leads to its page', async () => {
    await browser.goto('/model-serving/clusters');
    const grid = page.getByRole('grid', { name: 'Clusters' });
    for (const title of [HERE, PLAIN, KSERVE])
      await grid
        .getByRole('row', { name: new RegExp(`^${title}`) })
        .getByText('Reachable')
        .waitFor();
    await grid.getByRole('link', { name: KSERVE }).click();
    await page.getByRole('heading', { name: KSERVE }).waitFor();
  });

  it('says what a cluster has, and where the portal may deploy', async () => {
    await feature('KServe').getByText('default mode Standard').waitFor();
    await feature('KServe').getByText('There').waitFor();
    await feature('Greenroom gateway').getByText('Not there').waitFor();
    await clusters.plain.gatewaysReady();
    await browser.goto('/model-serving/clusters/staging');
    await feature('Greenroom gateway').getByText('There').waitFor();
    await feature('Metrics server').getByText('Not there').waitFor();
    // Of the projects of all clusters one is its own
    const others = `demo, ${clusters.kserve.namespace}`;
    await browser.text(
      `Nothing can be deployed in ${others} without these rights; the other projects work`,
    );
  });

  describe('that has no KServe', () => onPlainKubernetes(context));

  describe('that has KServe', () => onKServe(context));

  describe('serves the same everywhere: it', () => sameEverywhere(context));

  describe('copies a deployment', () => copyingDeployments(context));

  describe('guards a canary, which', () => guardedCanary(context));

  it('never threw in the browser', () => {
    assert.deepEqual(browser.errors, []);
  });
});
