// Templates, as the portal's create page submits them.
import assert from 'node:assert/strict';
import path from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { until } from './portal.mjs';
import { PROJECT } from './workbench.mjs';

/**
 * Deploys the sample with a connection of its own by the template, and waits for the end of its task: `{ id, status }`.
 */
export async function deployByForm(bench, { name, endpoint, secrets }) {
  const task = await bench.asGuest('POST', '/scaffolder/v2/tasks', {
    templateRef: 'template:default/deploy-model',
    values: {
      namespace: PROJECT,
      title: name,
      name,
      source: 'new',
      connectionTitle: name,
      connectionName: name,
      endpoint,
      bucket: 'models',
      // What the form keeps of a secret
      accessKey: '********',
      secretKey: '********',
      keepPrivate: true,
      path: 'iris-logreg',
      modelFormat: { name: 'onnx', version: '1' },
      replicas: { min: 1, max: 1 },
      route: true,
    },
    secrets,
  });
  assert.equal(task.status, 201, task.text);
  const { id } = task.body;
  const status = await until(`task ${id} ends`, async () => {
    const { body } = await bench.asGuest('GET', `/scaffolder/v2/tasks/${id}`);
    return (
      ['completed', 'failed', 'cancelled'].includes(body.status) && body.status
    );
  });
  return { id, status };
}

/** What the scaffolder's database keeps of a task's secrets. */
export function storedSecrets(portal, id) {
  const file = path.join(portal.dataDir, 'db/scaffolder.sqlite');
  const database = new DatabaseSync(file, { readOnly: true });
  try {
    return database.prepare('select secrets from tasks where id = ?').get(id)
      .secrets;
  } finally {
    database.close();
  }
}
