// Secrets of connections go in and never come out: not in an answer, a log, an audit event, an entity, a task, a file, a
// command line or an environment.
//
// What may hold them: `secrets.json` and `bucket-credentials.json` of the development portal (its own bucket's keys), and
// the scaffolder's task table from submission until the task is claimed. Of its file only the row can be promised: SQLite
// leaves overwritten bytes in a page until it uses them again.
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import {
  AnswerRecorder,
  filesBelow,
  leaks,
  processTexts,
} from './lib/leaks.mjs';
import { Portal } from './lib/portal.mjs';
import { deployByForm, storedSecrets } from './lib/tasks.mjs';
import { service, Workbench } from './lib/workbench.mjs';
import { wrongConnections } from './lib/wrongConnections.mjs';

/** Values that a form or a caller gives; each is unlike anything else, and changes when it is encoded. */
const GIVEN = {
  'access key of the API': 'E2EACCESS+api/4711=',
  'secret key of the API': 'e2e-secret+api/zQ9%w&"\\key=',
  'rotated secret key': 'e2e-secret+rotated/7hK%x&"\\key=',
  'access key of the form': 'E2EACCESS+form/0815=',
  'secret key of the form': 'e2e-secret+form/Lm4%y&"\\key=',
  'secret key at a wrong place': 'e2e-secret+wrong/Pq2%z&key=',
  'password in an address': 'e2e-password-Xy7Kd93m',
};

const MAY_HOLD = [
  'secrets.json',
  'bucket-credentials.json',
  'db/scaffolder.sqlite',
];

describe('secrets', { concurrency: false }, () => {
  let portal;
  let bench;
  let recorder;
  let all;

  before(async () => {
    portal = await Portal.create();
    await portal.start();
    recorder = new AnswerRecorder();
    bench = new Workbench(portal);
    // Keys that work, made by the portal itself
    all = {
      ...GIVEN,
      'key of the bucket': portal.secrets.bucketSecret,
      'token of the start script': portal.secrets.startToken,
      'key of the secret store': portal.secrets.secretKey,
    };
  });

  after(async () => {
    recorder?.release();
    await portal?.destroy();
  });

  it('stay inside when a connection is made, tested, browsed, used, rotated and deleted', async () => {
    const keys = {
      AWS_ACCESS_KEY_ID: GIVEN['access key of the API'],
      AWS_SECRET_ACCESS_KEY: GIVEN['secret key of the API'],
    };
    await portal.api(
      'POST',
      '/connections?dryRun=true',
      bench.connection('by-api', keys),
    );
    await portal.api(
      'POST',
      '/connections/test',
      bench.connection('by-api', keys),
    );
    await bench.connect('by-api', keys);
    for (const action of ['first', 'rotated']) {
      assert.equal(
        (await portal.api('POST', '/connections/local/demo/by-api/test', {}))
          .body.ok,
        false,
        action,
      );
      assert.equal(
        (
          await portal.api(
            'GET',
            '/connections/local/demo/by-api/browse?prefix=',
          )
        ).status,
        400,
      );
      const patch = await portal.api(
        'PATCH',
        '/connections/local/demo/by-api',
        { values: { AWS_SECRET_ACCESS_KEY: GIVEN['rotated secret key'] } },
      );
      assert.equal(patch.status, 200, JSON.stringify(patch.body));
    }
    await bench.deploy(service('by-api', { connection: 'by-api' }));
    await bench.finding('by-api', 'StorageDenied');
    // Keys that fit
    const patch = await portal.api('PATCH', '/connections/local/demo/by-api', {
      values: {
        AWS_ACCESS_KEY_ID: bench.keys.accessKeyId,
        AWS_SECRET_ACCESS_KEY: bench.keys.secretAccessKey,
      },
    });
    assert.equal(patch.status, 200);
    assert.equal(
      (await portal.api('POST', '/connections/local/demo/by-api/test', {})).body
        .ok,
      true,
    );
    assert.equal(
      (await portal.api('GET', '/connections/local/demo/by-api/browse?prefix='))
        .status,
      200,
    );
    await bench.patch('by-api', {
      spec: { predictor: { model: { storage: { path: 'iris-rf' } } } },
    });
    await bench.settled('by-api', 'ready');
  });

  it('are not repeated by the answer to a wrong request', async () => {
    const secret = GIVEN['secret key at a wrong place'];
    const bodies = wrongConnections(
      bench.connection('wrong'),
      secret,
      GIVEN['password in an address'],
    );
    for (const route of [
      '/connections',
      '/connections/test',
      '/connections?dryRun=true',
    ]) {
      for (const body of bodies) {
        const { status } = await portal.api('POST', route, body);
        assert.ok(
          status === 400,
          `${route} answered ${status} to ${JSON.stringify(body).slice(
            0,
            200,
          )}`,
        );
      }
    }
    for (const [contentType, body] of [
      [
        'application/json',
        `{"values": {"AWS_SECRET_ACCESS_KEY": "${secret}", }`,
      ],
      ['application/yaml', `secret: ${secret}`],
    ]) {
      const response = await fetch(
        `${portal.url}/api/model-serving/connections`,
        {
          method: 'POST',
          headers: {
            authorization: `Bearer ${portal.secrets.startToken}`,
            'content-type': contentType,
          },
          body,
        },
      );
      assert.equal(response.status, 400);
    }
    const patch = await portal.api('PATCH', '/connections/local/demo/by-api', {
      values: { AWS_SECRET_ACCESS_KEY: [secret] },
    });
    assert.equal(patch.status, 400);
  });

  for (const { what, keys, ends } of [
    {
      what: 'work',
      keys: () => ({
        accessKey: bench.keys.accessKeyId,
        secretKey: bench.keys.secretAccessKey,
      }),
      ends: 'completed',
    },
    {
      what: 'are refused',
      keys: () => ({
        accessKey: GIVEN['access key of the form'],
        secretKey: GIVEN['secret key of the form'],
      }),
      ends: 'failed',
    },
  ]) {
    it(`pass through a template whose keys ${what}`, async () => {
      const name = `form-${ends}`;
      const { id, status } = await deployByForm(bench, {
        name,
        endpoint: portal.bucketUrl,
        secrets: keys(),
      });
      const events = await bench.asGuest(
        'GET',
        `/scaffolder/v2/tasks/${id}/events`,
      );
      assert.equal(status, ends, events.text.slice(-2000));
      assert.equal(storedSecrets(portal, id), null);
    });
  }

  it('are in no answer of the API, the catalog, the scaffolder or the search', async () => {
    const refs = ['by-api', 'form-completed', 'form-failed'];
    for (const name of refs) {
      for (const part of [
        '',
        '/events',
        '/history',
        '/logs',
        '/logs?previous=true',
        '/metrics',
      ])
        await portal.api('GET', `/deployments/local/demo/${name}${part}`);
      await portal.api('GET', `/connections/local/demo/${name}`);
    }
    for (const route of [
      '/deployments',
      '/connections',
      '/runtimes',
      '/clusters',
    ])
      await portal.api('GET', route);
    for (const route of [
      '/catalog/entities',
      '/scaffolder/v2/tasks',
      '/search/query?term=connection',
      '/notifications/notifications',
    ])
      await bench.asGuest('GET', route);
    assert.ok(recorder.answers.length > 50);
    // The guest's own session says who the token is for; nothing else is let through
    assert.deepEqual(leaks(all, recorder.answers), []);
  });

  it('are in no file: log, database or record', () => assertNoFile());

  it('are in no command line and no environment', () => {
    const {
      'token of the start script': token,
      'key of the secret store': key,
      ...connections
    } = all;
    const processes = portal.processes();
    assert.ok(
      processes.length >= 7,
      'start script, bucket, backend, gateway, workers, replicas',
    );
    const texts = processTexts(processes);
    assert.ok(leaks({ token, key }, texts).length > 0, 'the search works');
    assert.deepEqual(leaks(connections, texts), []);
    const others = processes.filter(
      ({ command }) => !command.includes('src/index.ts'),
    );
    assert.deepEqual(
      leaks({ token, key }, processTexts(others)),
      [],
      'only the backend is given the token and the key',
    );
  });

  it('leave nothing behind when their connections are deleted', async () => {
    await bench.remove('by-api');
    await bench.disconnect('by-api');
    await bench.remove('form-completed');
    await bench.remove('form-failed');
    for (const name of ['form-completed', 'form-failed']) {
      assert.equal(
        (await portal.api('GET', `/connections/local/demo/${name}`)).status,
        404,
        'a private connection goes with its deployment',
      );
    }
    assertNoFile();
    assert.deepEqual(leaks(all, recorder.answers), []);
  });

  function assertNoFile() {
    const files = filesBelow(portal.dataDir);
    const names = files.map(({ where }) => where);
    for (const name of [...MAY_HOLD, 'backend.log', 'db/model-serving.sqlite'])
      assert.ok(names.includes(name), `${name} is looked into`);
    const found = leaks(all, files);
    const mayHold = leak => MAY_HOLD.some(name => leak.endsWith(` in ${name}`));
    assert.ok(found.some(mayHold), 'the search works');
    const others = found.filter(leak => !mayHold(leak));
    assert.deepEqual(others, []);
  }
});
