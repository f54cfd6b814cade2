import { readFile } from 'node:fs/promises';
import {
  bucketKeys,
  Catalog,
  Deployments,
  flower,
  labelOf,
  relationsOf,
  Scaffolder,
  TestPortal,
  until,
} from './__testUtils__';

jest.setTimeout(600_000);

const secrets = {
  accessKey: bucketKeys.accessKeyId,
  secretKey: bucketKeys.secretAccessKey,
};

describe('templates', () => {
  let portal: TestPortal;
  let scaffolder: Scaffolder;
  let deployments: Deployments;
  let catalog: Catalog;

  beforeAll(async () => {
    portal = await TestPortal.create('allow-all');
    scaffolder = new Scaffolder(portal);
    deployments = new Deployments(portal);
    catalog = new Catalog(portal);
    await scaffolder.run(
      'create-s3-connection',
      {
        namespace: 'demo',
        title: 'Sample models',
        name: 'samples',
        owner: 'group:default/a',
        endpoint: portal.bucket.url,
        bucket: 'models',
      },
      secrets,
    );
  });

  afterAll(() => portal.close());

  /** Values as the form sends them: with its defaults. */
  const form = (name: string, more: object = {}) => ({
    namespace: 'demo',
    title: `Model ${name}`,
    name,
    source: 'existing',
    connection: 'samples',
    path: 'iris',
    modelFormat: { name: 'onnx', version: '1' },
    runtime: '',
    protocol: 'v2',
    replicas: { min: 1, max: 1 },
    route: true,
    ...more,
  });
  const ownConnection = (name: string) => ({
    source: 'new',
    connectionTitle: `Bucket of ${name}`,
    connectionName: `${name}-bucket`,
    keepPrivate: true,
    endpoint: portal.bucket.url,
    bucket: 'models',
  });

  it('lead from a bucket to an answering model with its place in the catalog', async () => {
    const run = scaffolder.run('deploy-model', form('iris'));
    await until('iris is there', () => deployments.get('iris'));
    const { stateSince } = await deployments.ready('iris');
    const whole = await until('its entities are whole', async () => {
      const component = await catalog.get('component/demo/iris');
      const api = await catalog.get('api/demo/iris');
      const isWhole =
        component?.relations?.length === 5 &&
        String(api?.spec?.definition).includes('{"const":"input"}');
      return isWhole && { component, api };
    });
    process.stdout.write(
      `whole in the catalog ${
        Date.now() - Date.parse(stateSince)
      } ms after Ready\n`,
    );
    expect(relationsOf(whole.component)).toEqual([
      'dependsOn resource:default/greenroom-onnx_cluster-runtime',
      'dependsOn resource:demo/iris_model',
      'dependsOn resource:demo/samples_connection',
      'ownedBy group:default/a',
      'providesApi api:demo/iris',
    ]);
    for (const entity of ['iris_model', 'samples_connection']) {
      const resource = await catalog.get(`resource/demo/${entity}`);
      expect(relationsOf(resource!)).toContain('ownedBy group:default/a');
    }

    const { status, log, output } = await run;
    expect(status).toBe('completed');
    expect(log).toMatch(
      /Submitting demo\/iris to cluster local[^]*Accepted[^]*Ready: Serving/,
    );
    expect(output.text?.[0].content).toContain(
      `${portal.gatewayUrl}/serving/demo/iris/v2/models/iris/infer`,
    );
    const answer = await deployments.predict('iris');
    expect([answer.status, labelOf(answer)]).toEqual([200, flower.label]);
  });

  it('leave no secret in what is told of their tasks, nor in a file of the control plane', async () => {
    const run = await scaffolder.run(
      'deploy-model',
      form('secretive', ownConnection('secretive')),
      secrets,
    );
    expect(run.status).toBe('completed');
    const told = JSON.stringify([
      run.records,
      await deployments.get('secretive'),
      await deployments.call('GET', '/connections/local/demo/secretive-bucket'),
      await catalog.get('resource/demo/secretive-bucket_connection'),
    ]);
    expect(told).toContain('"hasCredentials":true');
    const file = portal.databaseFile('model-serving');
    const stored = [
      await readFile(file, 'latin1'),
      // What was written last is still in the log before the file.
      await readFile(`${file}-wal`, 'latin1'),
    ].join('');
    expect(stored).toContain('secretive-bucket');
    for (const secret of Object.values(bucketKeys)) {
      expect(told).not.toContain(secret);
      expect(stored).not.toContain(secret);
    }
  });

  it('that fail say what is wrong and what to do; a repeat makes nothing twice; a template takes all away', async () => {
    const failed = await scaffolder.run(
      'deploy-model',
      form('lost', { ...ownConnection('lost'), path: 'nowhere' }),
      secrets,
    );
    expect(failed.status).toBe('failed');
    const lost = await deployments.get('lost');
    const [finding] = lost!.fullState.findings;
    expect(lost).toMatchObject({ state: { word: 'Failed' } });
    expect(failed.log).toContain(finding.headline);
    expect(failed.log).toContain(finding.action);
    expect(failed.log).toContain('model-serving:deployment:delete');

    const repeated = await scaffolder.repeat(failed, secrets);
    expect(repeated.status).toBe('failed');
    expect(repeated.log).toContain(finding.headline);
    const { body: found } = await deployments.call(
      'GET',
      '/deployments?search=lost',
    );
    expect(found).toMatchObject({
      totalItems: 1,
      items: [{ uid: lost!.uid, generation: 1 }],
    });
    await until('it is in the catalog', () =>
      catalog.get('component/demo/lost'),
    );

    const removal = { namespace: 'demo', name: 'lost' };
    const removed = await scaffolder.run('remove-model', removal);
    expect(removed.status).toBe('completed');
    await deployments.untilGone('lost');
    await until(
      'nothing of it is in the catalog',
      async () =>
        !(await catalog.get('component/demo/lost')) &&
        !(await catalog.get('api/demo/lost')) &&
        !(await catalog.get('resource/demo/lost_model')) &&
        !(await catalog.get('resource/demo/lost-bucket_connection')),
    );
    const connection = '/connections/local/demo/lost-bucket';
    expect((await deployments.call('GET', connection)).status).toBe(404);
    expect((await deployments.predict('lost')).status).toBe(404);
    const again = await scaffolder.run('remove-model', removal);
    expect(again.status).toBe('completed');
  });

  it('in a dry run store nothing, and say what is wrong', async () => {
    const good = await scaffolder.dryRun('deploy-model', form('planned'));
    expect([good.status, JSON.stringify(good.body)]).toEqual([
      200,
      expect.stringContaining('Would deploy demo/planned with runtime'),
    ]);
    const alsoGood = await scaffolder.dryRun(
      'create-s3-connection',
      {
        namespace: 'demo',
        title: 'Planned',
        name: 'planned',
        endpoint: portal.bucket.url,
        bucket: 'models',
      },
      secrets,
    );
    expect([alsoGood.status, JSON.stringify(alsoGood.body)]).toEqual([
      200,
      expect.stringContaining('Connection demo/planned could be created'),
    ]);
    expect(await deployments.get('planned')).toBeUndefined();
    const connection = '/connections/local/demo/planned';
    expect((await deployments.call('GET', connection)).status).toBe(404);

    const bad = await scaffolder.dryRun(
      'deploy-model',
      form('Not_A_Name', { connection: 'nothing' }),
    );
    expect(JSON.stringify(bad)).toContain('metadata.name');
  });

  it('give their API the tensors of the model that answers, also after an update', async () => {
    const untilDescribed = (features: number) =>
      until(`the API takes ${features} features`, async () => {
        const api = await catalog.get('api/demo/shaped');
        const definition = String(api?.spec?.definition);
        return definition.includes(`{"const":${features}}`) && definition;
      });
    await scaffolder.run('deploy-model', form('shaped'));
    const first = await untilDescribed(4);
    for (const tensor of ['input', 'label', 'probabilities']) {
      expect(first).toContain(`{"const":"${tensor}"}`);
    }
    await deployments.call('PATCH', '/deployments/local/demo/shaped', {
      spec: { predictor: { model: { storage: { path: 'digits' } } } },
    });
    expect(await untilDescribed(64)).not.toContain('{"const":4}');
  });
});
