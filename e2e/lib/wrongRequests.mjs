// Requests that must be refused, each with a reason, and without harm.
import assert from 'node:assert/strict';
import { it } from 'node:test';
import { NAMES, TRY_PATHS, WRONG_TYPES } from './badInputs.mjs';
import {
  nestedJson,
  postEndlessly,
  residentBytes,
  yamlBomb,
} from './hostileBodies.mjs';
import { backendPid } from './faults.mjs';
import { service } from './workbench.mjs';

/** Tests of a portal. @param context - gives `{ portal, bench, inventory }` once they are there */
export function wrongRequests(context) {
  const refused = async (resource, says, status = 400) => {
    const answer = await context().portal.api('POST', '/deployments', resource);
    assert.equal(
      answer.status,
      status,
      JSON.stringify(answer.body).slice(0, 500),
    );
    assert.match(answer.body.error.message, says);
  };

  it('for a name that is taken name it', async () => {
    await refused(
      service('iris'),
      /demo\/iris exists already.*another name/,
      409,
    );
    const { body } = await context().portal.api(
      'POST',
      '/deployments?dryRun=true',
      service('iris'),
    );
    assert.equal(body.errors[0].path, 'metadata.name');
  });

  it('for ten thousand replicas say how many are possible', () =>
    refused(
      service('many', {
        predictor: { minReplicas: 10_000, maxReplicas: 10_000 },
      }),
      /spec\.predictor\.minReplicas: .*at most \d+/,
    ));

  for (const { path, value, says } of WRONG_TYPES) {
    it(`with ${JSON.stringify(value)} as ${path} name the field`, () => {
      const resource = service('typed');
      const parts = path.split('.');
      let parent = resource;
      for (const part of parts.slice(0, -1)) parent = parent[part] ??= {};
      parent[parts.at(-1)] = value;
      return refused(
        resource,
        says ?? new RegExp(`^${path.replaceAll('.', '\\.')}[^:]*: `),
      );
    });
  }

  for (const name of NAMES) {
    it(`for the name ${JSON.stringify(name)} are refused`, async () => {
      await refused(
        { ...service('x'), metadata: { name, namespace: 'demo' } },
        /metadata\.name: /,
      );
      const answer = await context().portal.api(
        'GET',
        `/deployments/local/demo/${encodeURIComponent(name)}`,
      );
      assert.ok([400, 404].includes(answer.status), `${answer.status}`);
    });
  }

  for (const path of TRY_PATHS) {
    it(`that try ${JSON.stringify(path)} stay below the endpoint`, async () => {
      const answer = await context().portal.api(
        'POST',
        '/deployments/local/demo/iris/try',
        { path, method: 'GET' },
      );
      if (answer.status === 200)
        assert.equal(
          answer.body.headers['x-greenroom-instance'] !== undefined,
          true,
          'the model itself answered',
        );
      else {
        assert.equal(answer.status, 400);
        assert.match(answer.body.error.message, /path /);
      }
    });
  }

  it('with YAML are refused, however small', async () => {
    for (const [contentType, body] of [
      ['application/yaml', yamlBomb],
      ['application/json', yamlBomb],
    ]) {
      const response = await fetch(
        `${context().portal.url}/api/model-serving/deployments`,
        {
          method: 'POST',
          headers: {
            authorization: `Bearer ${context().portal.secrets.startToken}`,
            'content-type': contentType,
          },
          body,
        },
      );
      assert.equal(response.status, 400);
      assert.match((await response.json()).error.message, /JSON/);
    }
    await refused(yamlBomb, /JSON object|must be/);
    await refused(
      { ...service('x'), spec: yamlBomb },
      /^spec: Invalid value: .* must be of type object/,
    );
  });

  it('nested deeply are refused', async () => {
    for (const depth of [1000, 100_000]) {
      const response = await fetch(
        `${context().portal.url}/api/model-serving/deployments`,
        {
          method: 'POST',
          headers: {
            authorization: `Bearer ${context().portal.secrets.startToken}`,
            'content-type': 'application/json',
          },
          body: nestedJson(depth),
        },
      );
      assert.equal(response.status, 400, await response.text());
    }
  });

  it('of a gigabyte are refused early', async t => {
    const backend = await backendPid(context().portal);
    const rss = residentBytes(backend);
    const { status, sent, message } = await postEndlessly(
      `${context().portal.url}/api/model-serving/deployments`,
      context().portal.secrets.startToken,
      1024 ** 3,
    );
    const grown = residentBytes(backend) - rss;
    t.diagnostic(
      `answered ${status} after ${(sent / 1024 ** 2).toFixed(
        1,
      )} MB; the backend grew by ${(grown / 1024 ** 2).toFixed(1)} MB`,
    );
    assert.equal(status, 413);
    assert.match(message, /larger than 1048576 bytes|larger than 1 ?mb/i);
    assert.ok(sent < 100 * 1024 ** 2, `${sent} bytes were taken`);
    assert.ok(grown < 100 * 1024 ** 2, `the backend grew by ${grown} bytes`);
  });

  it('leave nothing behind', () =>
    context().bench.nothingLeftSince(context().inventory));
}
