import type {
  FieldMessage,
  GraphDetail,
  HistoryView,
  InferenceStep,
} from '@greenroom/backstage-plugin-model-serving-common';
import {
  Deployments,
  KServeBed,
  onCluster,
  PortalOnKServe,
  until,
} from './__testUtils__';

jest.setTimeout(300_000);

/** Images are there, but two cores start pods beside everything else. */
const SLOW_MS = 120_000;

onCluster('a graph on a cluster with KServe', () => {
  let bed: KServeBed;
  let portal: PortalOnKServe;
  let deployments: Deployments;
  /** Of the graph in the API, as a resource and as a graph. */
  let resource: string;
  let path: string;

  beforeAll(async () => {
    portal = await PortalOnKServe.create();
    ({ bed, deployments } = portal);
    const place = `${portal.portal.cluster}/${bed.namespace}/flow`;
    resource = `/resources/InferenceGraph/${place}`;
    path = `/graphs/${place}`;
    await deployments.call('POST', '/deployments', portal.service('iris'));
  });

  afterAll(() => portal?.close());

  const graph = (
    steps: readonly InferenceStep[],
    metadata: object = {},
  ): object => ({
    apiVersion: 'serving.kserve.io/v1alpha1',
    kind: 'InferenceGraph',
    metadata: { name: 'flow', namespace: bed.namespace, ...metadata },
    spec: { nodes: { root: { routerType: 'Sequence', steps } } },
  });
  const twice: InferenceStep[] = [
    { serviceName: 'iris', name: 'first' },
    { serviceName: 'iris', data: '$response', dependency: 'Hard' },
  ];
  const dryRun = async (sent: object): Promise<readonly FieldMessage[]> => {
    const { body } = await deployments.call(
      'PUT',
      `${resource}?dryRun=true`,
      sent,
    );
    return body.errors;
  };
  const seen = async (
    isWanted: (detail: GraphDetail) => boolean,
  ): Promise<GraphDetail> => {
    let last: GraphDetail | undefined;
    try {
      return await until(
        'the graph is as wanted',
        async () => {
          const { status, body } = await deployments.call('GET', path);
          last = status === 200 ? body : undefined;
          return last && isWanted(last) && last;
        },
        SLOW_MS,
      );
    } catch (error) {
      throw new Error(`${error}; seen last: ${JSON.stringify(last)}`);
    }
  };

  /** KServe's router counts for nobody. */
  const demandUnmeasured = async () => {
    const { body } = await deployments.call('GET', `${path}/metrics?range=15m`);
    expect(body.absence).toMatch(/not measured here/);
  };

  it('is refused at the fields that only our gateway reads, and leaves nothing', async () => {
    const errors = await dryRun(
      graph([{ serviceName: 'iris', condition: 'cel:true' }], {
        annotations: { 'greenroom/graph-steps': '{"root/0":{"retries":2}}' },
      }),
    );
    expect(errors).toEqual([
      {
        path: 'spec.nodes.root.steps[0].condition',
        message: 'KServe knows no CEL: it would never hold',
      },
      {
        path: 'metadata.annotations[greenroom/graph-steps]',
        message: expect.stringMatching(
          /routes requests by itself.*tries no step/,
        ),
      },
    ]);
    expect(await dryRun(graph(twice))).toEqual([]);
    expect(await bed.names('inferencegraphs')).toEqual([]);
  });

  it('is written as a careful user would', async () => {
    const made = await deployments.call('PUT', resource, graph(twice));
    expect(made).toMatchObject({ status: 201 });
    const { metadata, spec } = await bed.service('flow', 'inferencegraph');
    expect(spec.nodes.root.steps).toEqual(twice);
    const [ours] = metadata.managedFields.filter(
      ({ manager }: { manager: string }) => manager === 'greenroom',
    );
    expect(Object.keys(ours.fieldsV1)).not.toContain('f:status');
  });

  it('is Ready when KServe says so, at KServe’s address, and nothing of it is measured', async () => {
    const detail = await seen(({ state }) => state.code === 'ready');
    const { namespace } = bed;
    expect(detail.endpoints.map(({ url }) => url)).toEqual([
      `http://flow.${namespace}.svc.cluster.local`,
      `http://flow-${namespace}.example.com`,
    ]);
    expect(detail).toMatchObject({
      profile: 'kserve',
      access: 'open',
      ungated: expect.stringContaining('routes requests by itself'),
      conditions: [
        { type: 'Ready', status: 'True' },
        { type: 'Stopped', status: 'False' },
      ],
    });
    expect(detail.resource.status?.url).toBe(detail.endpoints[1].url);
    expect(detail.warnings.map(({ message }) => message)).toEqual([
      expect.stringContaining('makes no route to a graph in Standard mode'),
    ]);
    await demandUnmeasured();
    const tried = await deployments.call('POST', `${path}/try`, {
      method: 'POST',
      path: '/',
      headers: {},
      body: '{}',
    });
    // Only what runs in the cluster knows the name
    expect(tried.status).toBe(503);
    expect(await bed.names('deployments')).toContain('flow');
  });

  it('shows what somebody changes with kubectl, and leaves it', async () => {
    await bed.edit(
      'flow',
      {
        metadata: { labels: { team: 'vision' } },
        spec: { routerTimeouts: { serviceClient: 5 } },
      },
      'inferencegraph',
    );
    const { resourceVersion } = await seen(
      detail => detail.resource.spec.routerTimeouts?.serviceClient === 5,
    );
    const history = await deployments.call('GET', `${resource}/history`);
    const [last]: HistoryView[] = history.body.items;
    expect(last.how).toBe('cluster');
    expect(last.changes).toContain('spec.routerTimeouts.serviceClient');
    const written = await deployments.call(
      'PUT',
      resource,
      graph(twice.slice(0, 1), { resourceVersion }),
    );
    expect(written).toMatchObject({ status: 200 });
    const { metadata, spec } = await bed.service('flow', 'inferencegraph');
    expect(metadata.labels).toEqual({ team: 'vision' });
    expect(spec).toEqual({
      nodes: { root: { routerType: 'Sequence', steps: twice.slice(0, 1) } },
    });
  });

  it('tells whose change an edit would write over', async () => {
    const { resourceVersion } = await seen(() => true);
    await bed.edit('flow', { spec: { minReplicas: 2 } }, 'inferencegraph');
    const answer = await deployments.call(
      'PUT',
      resource,
      graph(twice, { resourceVersion }),
    );
    expect(answer.status).toBe(409);
    expect(answer.body.error.message).toMatch(/on the cluster/);
    const { spec } = await bed.service('flow', 'inferencegraph');
    expect([spec.minReplicas, spec.nodes.root.steps.length]).toEqual([2, 1]);
  });

  it('says at the field what a policy of the cluster refuses', async () => {
    await bed.admits(
      '!has(object.spec.minReplicas) || object.spec.minReplicas <= 3',
      'minReplicas of this project is at most 3',
      'inferencegraph',
    );
    const tooMany = { ...graph(twice) } as { spec: { minReplicas?: number } };
    tooMany.spec = { ...tooMany.spec, minReplicas: 4 };
    const errors = await until('the policy is in force', async () => {
      const found = await dryRun(tooMany);
      return found.length > 0 && found;
    });
    expect(errors).toEqual([
      {
        path: 'spec.minReplicas',
        message: expect.stringContaining('is at most 3'),
      },
    ]);
  });

  it('names a service that is not there, of which KServe says nothing', async () => {
    const nodes = {
      root: { routerType: 'Sequence', steps: [{ serviceName: 'gone' }] },
    };
    await bed.edit('flow', { spec: { nodes } }, 'inferencegraph');
    const { state, problems, conditions } = await seen(
      detail => detail.state.code === 'failed',
    );
    expect(state.headline).toBe('there is no service "gone" in the project');
    expect(problems.map(problem => problem.path)).toEqual([
      'spec.nodes.root.steps[0].serviceName',
    ]);
    // What it said before stays
    expect(conditions).toContainEqual({ type: 'Ready', status: 'True' });
    const { resourceVersion } = await seen(() => true);
    const written = await deployments.call(
      'PUT',
      resource,
      graph(twice, { resourceVersion }),
    );
    expect(written).toMatchObject({ status: 200 });
    await seen(detail => detail.state.code === 'ready');
  });

  it('is stopped and started by its owner', async () => {
    const stopped = await deployments.call('POST', `${path}/stop`);
    expect(stopped).toMatchObject({ status: 202, body: { isStopped: true } });
    const { endpoints } = await seen(({ state }) => state.code === 'stopped');
    expect(endpoints).toEqual([]);
    await until(
      'its router is gone',
      async () => !(await bed.names('deployments')).includes('flow'),
      SLOW_MS,
    );
    const tried = await deployments.call('POST', `${path}/try`, {
      method: 'POST',
      path: '/',
      headers: {},
      body: '{}',
    });
    expect(tried.status).toBe(409);
    await deployments.call('POST', `${path}/start`);
    await seen(({ state }) => state.code === 'ready');
  });

  it('is not Ready while its router crashes, whatever KServe says', async () => {
    await deployments.call('POST', `${path}/stop`);
    await seen(({ state }) => state.code === 'stopped');
    bed.routers({ env: { BEHAVIOR: 'exit:3' } });
    await deployments.call('POST', `${path}/start`);
    const { state, conditions, findings } = await seen(
      detail =>
        detail.state.code === 'failed' &&
        detail.state.headline.includes('KServe says that it is ready'),
    );
    expect(state.headline).toMatch(
      /^Its router does not answer: the router ended before it was ready\./,
    );
    // As it is told, beside what is so
    expect(conditions).toContainEqual({ type: 'Ready', status: 'True' });
    expect(findings).toMatchObject([
      {
        code: 'ModelLoadFailed',
        severity: 'error',
        detail: expect.stringContaining('exit code 3'),
        action: expect.stringContaining('log of its pod'),
      },
    ]);
    bed.routers({});
    await seen(detail => detail.state.code === 'ready' && !detail.findings);
  });

  it('leaves nothing behind', async () => {
    // Samples had come by now, if there were any
    await demandUnmeasured();
    const removed = await deployments.call('DELETE', resource);
    expect(removed.status).toBe(204);
    await until(
      'it is gone',
      async () => (await deployments.call('GET', path)).status === 404,
      SLOW_MS,
    );
    await until(
      'its router is gone',
      async () => {
        const left = [
          ...(await bed.names('inferencegraphs')),
          ...(await bed.names('deployments')),
          ...(await bed.names('services')),
        ];
        return !left.includes('flow');
      },
      SLOW_MS,
    );
  });
});
