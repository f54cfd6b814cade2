import type { ImportResult } from '@greenroom/backstage-plugin-model-serving-common';
import { stringify } from 'yaml';
import { testRuntime, testService } from '../store/__testUtils__';
import { ApiTestBed, type Caller } from './__testUtils__';

const owner = 'group:default/a';
const graph = (name: string, serviceName = 'iris') => ({
  apiVersion: 'serving.kserve.io/v1alpha1',
  kind: 'InferenceGraph',
  metadata: {
    name,
    namespace: 'demo',
    annotations: { 'greenroom/owner': owner },
  },
  spec: {
    nodes: { root: { routerType: 'Sequence', steps: [{ serviceName }] } },
  },
});
const yaml = (...resources: object[]) =>
  resources.map(resource => stringify(resource)).join('---\n');

describe('import', () => {
  let bed: ApiTestBed;

  beforeEach(async () => {
    bed = await ApiTestBed.create();
  });

  afterEach(() => bed.close());

  const importing = (text: string, as: Caller = 'alice', query = '') =>
    bed.call(as, 'POST', `/import${query}`, { yaml: text });
  const exporting = async (as: Caller = 'alice', query = '?cluster=local') =>
    (await bed.call(as, 'GET', `/export${query}`)).body as string;
  const plan = ({ body }: { body: ImportResult }) =>
    body.items.map(
      ({ document, action, kind }) => `${document} ${action} ${kind}`,
    );

  it('creates all resources of a text, in the order in which they need each other', async () => {
    const runtime = testRuntime({
      kind: 'ServingRuntime',
      name: 'own',
      namespace: 'demo',
      format: 'special',
    });
    const text = yaml(
      graph('g'),
      testService({ owner, runtime: 'own', format: 'special' }),
      runtime,
    );
    const dry = await importing(text, 'admin', '?dryRun=true');
    expect(dry.body.applied).toBe(false);
    expect(plan(dry)).toEqual([
      '3 create ServingRuntime',
      '2 create InferenceService',
      '1 create InferenceGraph',
    ]);
    // The runtime comes with it: it is not missing
    expect(JSON.stringify(dry.body.items[1].warnings)).not.toContain(
      'Waiting for runtime',
    );
    await expect(
      bed.call('admin', 'GET', '/deployments/local/demo/iris'),
    ).resolves.toMatchObject({ status: 404 });

    const done = await importing(text, 'admin');
    expect(done).toMatchObject({ status: 200, body: { applied: true } });
    await expect(
      bed.call('admin', 'GET', '/deployments/local/demo/iris'),
    ).resolves.toMatchObject({ status: 200, body: { owner } });
    const again = await importing(text, 'admin');
    expect(plan(again)).toEqual([
      '3 unchanged ServingRuntime',
      '2 unchanged InferenceService',
      '1 unchanged InferenceGraph',
    ]);
  });

  it('tells what would change, and changes only that', async () => {
    await importing(yaml(graph('g'), testService({ owner })));
    const changed = yaml(
      graph('g', 'other'),
      testService({ owner, minReplicas: 2 }),
    );
    const dry = await importing(changed, 'alice', '?dryRun=true');
    expect(dry.body.items).toMatchObject([
      { action: 'change', changes: ['spec.predictor.minReplicas'] },
      { action: 'change', changes: ['spec.nodes.root.steps'] },
    ]);
    await importing(changed);
    const history = await bed.call(
      'alice',
      'GET',
      '/deployments/local/demo/iris/history',
    );
    expect(history.body.items[0]).toMatchObject({
      action: 'update',
      how: 'import',
      changes: ['spec.predictor.minReplicas'],
    });
  });

  it('refuses an edit of what somebody changed since, with both sides, and takes a file as it is', async () => {
    const first = yaml(graph('g'), testService({ owner }));
    await importing(first);
    const read = async (path: string) =>
      (await bed.call('alice', 'GET', path)).body.resource.metadata
        .resourceVersion as string;
    const versions = [
      await read('/resources/InferenceGraph/local/demo/g'),
      await read('/deployments/local/demo/iris'),
    ];
    await importing(
      yaml(graph('g', 'theirs'), testService({ owner, minReplicas: 2 })),
    );
    const mine = [
      graph('g', 'mine'),
      testService({ owner, minReplicas: 3 }),
    ].map((resource, i) => ({
      ...resource,
      metadata: { ...resource.metadata, resourceVersion: versions[i] },
    }));
    const edit = (dryRun = '') =>
      bed.call('alice', 'POST', `/import${dryRun}`, {
        yaml: yaml(...mine),
        isEdit: true,
      });
    for (const { body } of [await edit('?dryRun=true'), await edit()]) {
      expect(body).toMatchObject({
        applied: false,
        items: [{ action: 'refused' }, { action: 'refused' }],
      });
      for (const item of body.items as ImportResult['items'])
        expect(item.errors[0].message).toMatch(
          /was changed since you read it\. Theirs: user:default\/alice \(update, .*\): spec\..*Yours: spec\./,
        );
    }
    const { body } = await importing(yaml(...mine));
    expect(body).toMatchObject({ applied: true });
  });

  it('removes fields that are gone from the text, and keeps what people did in the portal', async () => {
    await importing(yaml(testService({ owner, annotations: { note: 'x' } })));
    await bed.call('alice', 'POST', '/deployments/local/demo/iris/stop');
    const { metadata, ...rest } = testService({});
    const bare = { ...rest, metadata: { name: 'iris', namespace: 'demo' } };
    expect(metadata.name).toBe('iris');
    const { body } = await importing(yaml(bare));
    expect(body.items).toMatchObject([
      { action: 'change', changes: ['metadata.annotations.note'] },
    ]);
    const { body: now } = await bed.call(
      'alice',
      'GET',
      '/deployments/local/demo/iris',
    );
    expect(now.resource.metadata.annotations).toMatchObject({
      'greenroom/owner': owner,
      'serving.kserve.io/stop': 'true',
    });
    expect(now.resource.metadata.annotations).not.toHaveProperty('note');
  });

  it('writes nothing if anything is refused, and says what of all of it', async () => {
    const { body } = await importing(
      yaml(
        graph('ok'),
        { ...graph('bad'), spec: { nodes: {} } },
        testService({ owner, minReplicas: -1 }),
        { kind: 'Secret', apiVersion: 'v1', metadata: { name: 's' } },
        { ...graph('x'), metadata: { namespace: 'demo' } },
        graph('ok'),
      ),
    );
    expect(body.applied).toBe(false);
    const byDocument = Object.fromEntries(
      body.items.map(({ document, action, errors }: Record<string, any>) => [
        document,
        `${action} ${errors[0]?.message ?? ''}`,
      ]),
    );
    expect(byDocument).toEqual({
      1: 'create ',
      2: expect.stringContaining('refused root node not found'),
      3: expect.stringMatching(/^refused /),
      4: expect.stringContaining('refused v1 Secret is not imported here'),
      5: expect.stringContaining('refused metadata.name is required'),
      6: expect.stringContaining('is in document 1 already'),
    });
    await expect(exporting()).resolves.toBe('# no resource matches\n');
  });

  it('writes nothing if the database refuses the last of many', async () => {
    await importing(yaml(graph('g')));
    const { resources } = bed.stores;
    const writeAll = resources.writeAll.bind(resources);
    // Somebody else changes one of them between plan and write
    resources.writeAll = async (cluster, writes) => {
      const ref = { cluster: 'local', namespace: 'demo', name: 'g' };
      const stored = await resources.get('InferenceGraph', ref);
      if (!stored) throw new Error('gone');
      await resources.update(
        'InferenceGraph',
        ref,
        stored.object.metadata.resourceVersion ?? '',
        {
          ...stored.object,
          metadata: { ...stored.object.metadata, labels: { a: 'b' } },
        },
        { action: 'update' },
      );
      return writeAll(cluster, writes);
    };
    const { status, body } = await importing(
      yaml(testService({ owner }), graph('g', 'mine'), graph('a')),
    );
    expect(status).toBe(409);
    expect(body.error.message).toMatch(/was changed since you read it/);
    await expect(exporting()).resolves.not.toContain('InferenceService');
  });

  it.each<[Caller, number]>([
    ['anonymous', 401],
    ['nobody', 200],
    ['victor', 200],
    ['bob', 200],
  ])('lets %s do no more than one by one', async (as, status) => {
    const answer = await importing(
      yaml(
        testService({ owner }),
        graph('g'),
        testRuntime({ kind: 'ClusterServingRuntime', name: 'r' }),
      ),
      as,
    );
    expect(answer.status).toBe(status);
    if (status !== 200) return;
    expect(answer.body.applied).toBe(false);
    for (const item of answer.body.items) {
      expect(item.action).toBe('refused');
      expect(item.errors[0].message).toMatch(/you may not|you are neither/);
    }
  });

  it('puts documents without a project into the one that is asked for', async () => {
    const { metadata, ...rest } = graph('g');
    const text = yaml({
      ...rest,
      metadata: { ...metadata, namespace: undefined },
    });
    const without = await importing(text);
    expect(without.body.items[0].errors[0].message).toMatch(
      /metadata.namespace is required/,
    );
    const { body } = await importing(text, 'alice', '?namespace=demo');
    expect(body.items[0].ref.namespace).toBe('demo');
  });

  it('takes what the export gives, to the letter', async () => {
    await importing(
      yaml(testService({ owner, annotations: { odd: 'yes' } }), graph('g')),
    );
    const text = await exporting();
    expect(text).toMatch(
      /kind: InferenceService[^]*---[^]*kind: InferenceGraph/,
    );
    expect(text).not.toMatch(/resourceVersion|uid|creationTimestamp|status:/);
    expect(text).toContain('odd: "yes"');
    expect(plan(await importing(text))).toEqual([
      '1 unchanged InferenceService',
      '2 unchanged InferenceGraph',
    ]);
  });

  it('exports what one may see of what is asked for', async () => {
    await importing(yaml(testService({ owner }), graph('g')));
    await expect(exporting('bob')).resolves.toBe('# no resource matches\n');
    const only = await exporting(
      'alice',
      '?cluster=local&namespace=demo&kind=InferenceGraph&name=g',
    );
    expect(only).toMatch(/^apiVersion[^]*kind: InferenceGraph/);
    expect(only).not.toContain('---');
    const without = await bed.call('alice', 'GET', '/export');
    expect(without.status).toBe(400);
  });

  it('refuses texts that stand for too much, at once', async () => {
    const lines = ['a0: &a0 [x, x, x, x, x, x, x, x, x]'];
    for (let i = 1; i < 12; i++) {
      lines.push(`a${i}: &a${i} [${`*a${i - 1}, `.repeat(9)}]`);
    }
    const bomb = await importing(lines.join('\n'));
    expect(bomb.status).toBe(400);
    const deep = await importing('['.repeat(100_000));
    expect(deep.body.error.message).toMatch(/nests deeper than 64/);
    const long = await importing('#'.repeat(1024 * 1024));
    expect(long.status).toBe(413);
  });

  it('is on record with what it did', async () => {
    await importing(yaml(graph('g')));
    expect(bed.audit.at(-1)).toMatchObject({
      eventId: 'resource-mutate',
      outcome: 'success',
      meta: {
        actionType: 'import',
        applied: true,
        resources: ['create InferenceGraph local/demo/g'],
      },
    });
  });
});
