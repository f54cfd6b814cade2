// What a person does on the portal's screens, by the names that the screens promise.

/** Fills in *Deploy a model* from an existing connection, on a cluster where several can be chosen, submits, and returns when the task's page is open. */
export async function deployFromTemplate(
  browser,
  { cluster, project = 'demo', title, path, format },
) {
  const { page } = browser;
  await browser.goto('/create/templates/default/deploy-model');
  if (cluster) await choose(page, 'Cluster', cluster);
  await choose(page, 'Project', project);
  await page.getByLabel('Name', { exact: false }).first().fill(title);
  await page.getByRole('button', { name: 'Next' }).click();
  await choose(page, 'Format', format);
  await page.getByRole('button', { name: 'Browse' }).click();
  const dialog = page.getByRole('dialog');
  await dialog.getByRole('button', { name: path }).click();
  await dialog.getByText(`In /${path}/`).waitFor();
  await dialog.getByRole('button', { name: 'Choose this folder' }).click();
  await finishTemplate(page);
}

/** Fills in *Deploy a model* with a connection made on the way. */
export async function deployWithNewConnection(
  browser,
  { title, path, format, connection },
) {
  const { page } = browser;
  await browser.goto('/create/templates/default/deploy-model');
  await choose(page, 'Project', 'demo');
  await page.getByLabel('Name', { exact: false }).first().fill(title);
  await page.getByRole('button', { name: 'Next' }).click();
  await page.getByText('New S3 connection').click();
  await choose(page, 'Format', format);
  await page
    .getByRole('textbox', { name: 'Connection name' })
    .fill(connection.title);
  await page
    .getByRole('textbox', { name: 'Endpoint' })
    .fill(connection.endpoint);
  await page.getByRole('textbox', { name: 'Bucket' }).fill(connection.bucket);
  await page.getByLabel('Access key').fill(connection.accessKey);
  await page.getByLabel('Secret key').fill(connection.secretKey);
  await page.getByText('Only for this deployment').click();
  await page.getByRole('textbox', { name: 'Path', exact: true }).fill(path);
  await finishTemplate(page);
}

/** Fills in *Chain models in a graph*, one step for each service, and submits; or stops where the steps are checked. */
export async function createGraph(
  browser,
  {
    cluster,
    project = 'demo',
    title,
    how,
    services,
    condition,
    stopsAtReview = false,
  },
) {
  const { page } = browser;
  await browser.goto('/create/templates/default/deploy-graph');
  if (cluster) await choose(page, 'Cluster', cluster);
  await choose(page, 'Project', project);
  await page.getByLabel('Name', { exact: false }).first().fill(title);
  await page.getByRole('button', { name: 'Next' }).click();
  await page.getByText(`${how} - `).click();
  for (const [i, service] of services.entries()) {
    if (i > 0) await page.getByRole('button', { name: 'Add step' }).click();
    const step = page.getByRole('group', { name: `Step ${i + 1}` });
    await step.getByRole('button', { name: /Choose a service/ }).click();
    await page.getByRole('option', { name: service }).click();
    // It fades away, and would be taken for that of the next step
    await page.getByRole('listbox').waitFor({ state: 'detached' });
    if (condition) await step.getByLabel('Taken if').fill(condition);
  }
  await page.getByRole('button', { name: 'Review' }).click();
  if (stopsAtReview) return;
  await page.getByRole('button', { name: 'Create', exact: true }).click();
  await page.waitForURL(/\/create\/tasks\//);
}

/** From the step *Model* of *Deploy a model* to the task's page. */
export async function finishTemplate(page) {
  await page.getByRole('button', { name: 'Next' }).click();
  await page
    .getByText('Minimum replicas')
    .waitFor()
    .catch(rethrowWithForm(page));
  await page.getByRole('button', { name: 'Next' }).click();
  await page.getByText(/^Reachable (through|from)/).waitFor();
  await page.getByRole('button', { name: 'Review' }).click();
  await page.getByRole('button', { name: 'Deploy', exact: true }).click();
  await page.waitForURL(/\/create\/tasks\//);
}

/** A form that does not go on has a reason, which a time-out does not tell. */
function rethrowWithForm(page) {
  return async cause => {
    const form = await page.locator('form').first().innerText();
    const invalid = await page
      .locator(':invalid')
      .evaluateAll(fields =>
        fields.map(
          ({ name, tagName, validationMessage }) =>
            `${tagName} ${name ?? ''}: ${validationMessage ?? ''}`,
        ),
      );
    throw new Error(
      `the form did not go on; invalid: ${invalid.join(
        '; ',
      )}; it says:\n${form}`,
      { cause },
    );
  };
}

/** Chooses an option by what it says; `within`: a page or a dialog. */
export async function choose(page, label, option, within = page) {
  await within.getByRole('button', { name: new RegExp(label) }).click();
  await page.getByRole('option', { name: option }).first().click();
}

/** Gives a deployment so many replicas, from its tab Status. */
export async function scaleTo(page, title, replicas) {
  await page.getByRole('button', { name: 'Scale', exact: true }).click();
  const dialog = page.getByRole('dialog', { name: `Scale ${title}` });
  // Neither may pass the other: of more the second, of fewer the last one is what ends it
  for (const bound of ['Maximum', 'Minimum', 'Maximum'])
    await dialog
      .getByRole('textbox', { name: `${bound} replicas` })
      .fill(String(replicas));
  await dialog.getByRole('button', { name: 'Scale', exact: true }).click();
  await dialog.waitFor({ state: 'detached' });
}

/** Puts another model beside that of a deployment, from its tab Rollout. */
export async function addCanary(page, { name, percent, path }) {
  await page.getByRole('button', { name: 'Add a named canary' }).click();
  const dialog = page.getByRole('dialog', { name: 'Add a named canary' });
  await dialog.getByRole('textbox', { name: 'Name' }).fill(name);
  const share = dialog.getByRole('textbox', { name: /^Share/ });
  await share.fill(String(percent));
  await dialog.getByRole('textbox', { name: 'Model location' }).fill(path);
  await dialog.getByRole('button', { name: 'Add', exact: true }).click();
  await dialog.waitFor({ state: 'detached' });
}
