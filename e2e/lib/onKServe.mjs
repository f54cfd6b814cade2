// What a person does on the pages of deployments on a cluster with KServe, where they write with their own rights.
import assert from 'node:assert/strict';
import { it } from 'node:test';
import { KSERVE } from './clusterPortal.mjs';
import { until } from './portal.mjs';
import {
  addCanary,
  createGraph,
  deployFromTemplate,
  finishTemplate,
} from './screens.mjs';
import { service } from './workbench.mjs';

/** As KServe's controller plays it of a container that crashes: nothing of it says why. */
const SAYS =
  'KServe says PredictorReady: MinimumReplicasUnavailable, Deployment does not have minimum availability.';

/** Tests of a portal. @param context - gives `{ clusters, browser, page }` once they are there */
export function onKServe(context) {
  const bed = () => context().clusters.kserve;
  const open = (tab, name = 'iris') =>
    context().browser.goto(
      `/catalog/${bed().namespace}/component/production.${name}/${tab}`,
    );
  const press = (name, within = context().page) =>
    within.getByRole('button', { name, exact: true }).click();
  const dialog = name => context().page.getByRole('dialog', { name });
  const says = text => context().browser.text(text);
  const names = async kind =>
    (await bed().objects(kind)).map(({ metadata }) => metadata.name);

  it('refuses in words who may not deploy on the cluster, and writes nothing', async () => {
    await deployFromTemplate(context().browser, {
      cluster: KSERVE,
      project: bed().namespace,
      title: 'Iris',
      path: 'iris-logreg',
      format: /onnx/,
    });
    await says(
      /you may not write this on the cluster: .*"user:default\/guest" cannot create resource "inferenceservices".* Ask who runs the cluster for that right/,
    );
    assert.deepEqual(await names('inferenceservices'), []);
  });

  it('deploys with the same form once they may', async () => {
    const { clusters, page } = context();
    await clusters.letGuestDeploy();
    await press('Start Over');
    await press('Next');
    await page.getByRole('button', { name: 'Browse' }).waitFor();
    await finishTemplate(page);
    await page.getByText('Open the deployment').click();
    await page.waitForURL(/\/component\/production\.iris/);
    await says('Serving with 1 replica');
    await says(`On ${KSERVE}.`);
    const { spec } = await bed().service('iris');
    assert.deepEqual(spec.predictor.model.storage, {
      key: 'samples',
      path: 'iris-logreg',
    });
  });

  it('shows KServe’s address, its conditions as they are, and what it does not count', async () => {
    const { page } = context();
    await says(
      `http://iris-${bed().namespace}.example.com/v2/models/iris/infer`,
    );
    await says(/^Requests are not counted here: the cluster 'production'/);
    await open('status');
    await page.getByText(/^KServe conditions/).click();
    const condition = page.getByRole('row', { name: 'PredictorReady' });
    await condition.getByText('NewReplicaSetAvailable').waitFor();
  });

  it('names a crash while KServe says no more than that it waits', async () => {
    const crashing = service('broken', {
      predictor: {
        model: {
          modelFormat: { name: 'onnx' },
          protocolVersion: 'v2',
          storage: { key: 'samples', path: 'iris-logreg' },
          env: [{ name: 'BEHAVIOR', value: 'exit:3' }],
        },
      },
    });
    const { status, body } = await context().clusters.portal.api(
      'POST',
      '/deployments?cluster=production',
      {
        ...crashing,
        metadata: { ...crashing.metadata, namespace: bed().namespace },
      },
    );
    assert.equal(status, 201, JSON.stringify(body));
    await context().browser.goto(
      `/model-serving/deployments?cluster=production`,
    );
    const { page } = context();
    await page.getByRole('link', { name: 'broken' }).click();
    const why = page.getByText('The model could not be loaded').first();
    const notYet = page.getByText('Entity not found');
    await until('the catalog has it, too', async () => {
      await why.or(notYet).waitFor();
      if (await why.isVisible()) return true;
      await page.reload();
      return false;
    });
    await says(SAYS);
    await open('status', 'broken');
    const replica = page.getByRole('row', { name: /^broken-predictor-/ });
    await replica.getByText('Error (3)').waitFor();
  });

  it('edits the YAML: says what changes, and writes it only then', async () => {
    const { page } = context();
    await open('configuration');
    await press('Edit as YAML');
    const edit = dialog('Edit Iris as YAML');
    const text = edit.getByRole('textbox', { name: 'YAML' });
    const yaml = await text.inputValue();
    await text.fill(
      yaml.replace(/(m(?:ax|in)Replicas): 1/g, (_, field) => `${field}: 2`),
    );
    await press('Check', edit);
    await edit
      .getByRole('row', { name: /spec\.predictor\.minReplicas/ })
      .waitFor();
    const before = await bed().service('iris');
    assert.equal(before.spec.predictor.minReplicas, 1);
    await press('Apply', edit);
    await edit.waitFor({ state: 'detached' });
    const { spec } = await bed().service('iris');
    assert.equal(spec.predictor.minReplicas, 2);
    await open('status');
    await says('Serving with 2 replicas');
    const replicas = page.getByRole('grid', { name: 'Replicas' });
    for (const name of await names('pods'))
      if (name.startsWith('iris-'))
        await replicas.getByRole('row', { name }).waitFor();
  });

  it('tells who keeps revisions there, and what the canary gets', async () => {
    const { page } = context();
    await open('rollout');
    await says(/KServe keeps one Deployment of each component and of each/);
    await addCanary(page, { name: 'v2', percent: 25, path: 'iris-rf' });
    const split = page.getByRole('grid', { name: 'Split of the predictor' });
    await split
      .getByRole('row', { name: /^v2 Canary/ })
      .getByText('25 %')
      .waitFor();
    await split
      .getByRole('row', { name: /^iris-predictor Rolled out/ })
      .getByText('75 %')
      .waitFor();
    await says(/^Requests are not counted here: /);
    const { spec } = await bed().service('iris');
    assert.equal(spec.canary[0].trafficPercent, 25);
  });

  it('warns that KServe interrupts, and offers the way around it first', async () => {
    const { page } = context();
    const canary = page
      .getByRole('grid', { name: 'Revisions' })
      .getByRole('row', { name: /iris-v2-predictor/ });
    await canary.getByText('1 of 1 ready').waitFor();
    await press('Promote v2');
    const warning = dialog('Give v2 2 replicas first?');
    await warning
      .getByText(/KServe deletes iris-predictor before v2 has its 2 replicas/)
      .waitFor();
    await press('Give it 2 replicas', warning);
    await canary.getByText('2 of 2 ready').waitFor();
    await press('Promote v2');
    const question = dialog('Promote v2?');
    await question.getByText(/KServe deletes iris-predictor at once/).waitFor();
    await press('Promote', question);
    await until('the former predictor is gone', async () => {
      const left = await names('deployments');
      return !left.includes('iris-predictor');
    });
    const { spec } = await bed().service('iris');
    assert.equal(spec.predictor.name, 'v2');
    assert.equal(spec.canary, undefined);
    await canary.getByText('100 %').waitFor();
  });

  it('makes a graph that KServe routes, and says what it knows of it', async () => {
    const { browser, page } = context();
    await createGraph(browser, {
      cluster: KSERVE,
      project: bed().namespace,
      title: 'Two steps',
      how: 'Sequence',
      services: [/\(iris\)/],
    });
    await page.getByText('Open the graph').click();
    await page.waitForURL(/\/component\/production\.two-steps_graph/);
    await says(
      'KServe says that its router is ready; all of its services answer.',
    );
    const openTab = tab =>
      browser.goto(
        `/catalog/${
          bed().namespace
        }/component/production.two-steps_graph/${tab}`,
      );
    await openTab('graph');
    await page.getByRole('group', { name: /^Picture of Two steps/ }).waitFor();
    await says(/makes no route to a graph in Standard mode/);
    await page
      .getByRole('grid', { name: 'Replicas of the router' })
      .getByText('Ready')
      .waitFor();
    await openTab('logs');
    await says('No log lines');
    await openTab('events');
    await page
      .getByRole('grid', { name: 'Events' })
      .getByText(/^Pod\/two-steps-/)
      .first()
      .waitFor();
    const { spec } = await bed().service('two-steps', 'inferencegraph');
    assert.equal(spec.nodes.root.steps[0].serviceName, 'iris');
  });

  it('deletes a deployment that a graph calls only after that was said', async () => {
    await open('status');
    await press('Delete');
    const question = dialog('Delete Iris?');
    await question.getByRole('textbox').fill('iris');
    const although = question.getByText(
      /Delete it although the graph two-steps then cannot answer/,
    );
    await although.waitFor();
    const remove = question.getByRole('button', { name: 'Delete' });
    assert.equal(await remove.isDisabled(), true);
    await although.click();
    await remove.click();
    await until('it is gone from the cluster', async () => {
      const left = await names('inferenceservices,deployments');
      return !left.some(name => name.startsWith('iris'));
    });
  });
}
