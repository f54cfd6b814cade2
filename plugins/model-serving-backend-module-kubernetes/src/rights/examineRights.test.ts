import { examineRights } from './examineRights';

const gateway = { namespace: 'greenroom', service: 'greenroom-gateway' };

/** An API server that denies some rights: `<namespace> <resource> <verb>`. */
function client(denied: readonly string[], username?: string) {
  return {
    json: async (path: string, init: { body?: string } = {}) => {
      if (path.includes('selfsubjectreviews'))
        return { status: { userInfo: { username } } };
      const { resourceAttributes: asked } = JSON.parse(init.body ?? '').spec;
      const { resource, subresource, verb } = asked;
      const namespace = asked.namespace || '*';
      const of = subresource ? `${resource}/${subresource}` : resource;
      const allowed = !denied.includes(`${namespace} ${of} ${verb}`);
      return { status: { allowed } };
    },
  } as unknown as Parameters<typeof examineRights>[0];
}

const examine = (
  denied: readonly string[],
  options: {
    username?: string;
    watchesCluster?: boolean;
    exposes?: 'Ingress' | 'HTTPRoute';
  } = {},
) =>
  examineRights(client(denied, options.username), {
    namespaces: ['demo'],
    gateway,
    ...options,
  });

describe('examineRights', () => {
  it('finds nothing missing where all is granted', async () => {
    const { missing, checked } = await examine([]);
    expect(missing).toEqual([]);
    expect(checked).toBeGreaterThan(20);
  });

  it.each`
    right                            | expected
    ${'demo deployments create'}     | ${{ namespace: 'demo', group: 'apps', resource: 'deployments', verbs: ['create'], isOptional: false, role: 'greenroom-project', purpose: 'replicas cannot be started, counted or ended' }}
    ${'demo pods/log get'}           | ${{ namespace: 'demo', resource: 'pods/log', purpose: 'logs of replicas cannot be shown' }}
    ${'greenroom pods/proxy update'} | ${{ namespace: 'greenroom', role: 'greenroom-gateway-access', purpose: 'gateways get no routes' }}
    ${'* nodes list'}                | ${{ resource: 'nodes', isOptional: true, role: 'greenroom-nodes', purpose: 'capacity and accelerators are unknown' }}
  `('says what does not work without $right', async ({ right, expected }) => {
    const { missing } = await examine([right]);
    expect(missing).toHaveLength(1);
    expect(missing[0]).toMatchObject(expected);
  });

  it('can do without what lets requests in, where the configuration asks for it', async () => {
    const denied = ['demo ingresses list', 'demo ingresses watch'];
    expect((await examine(denied)).missing).toEqual([]);
    const { missing } = await examine(denied, { exposes: 'Ingress' });
    expect(missing).toEqual([
      expect.objectContaining({
        resource: 'ingresses',
        verbs: ['list', 'watch'],
        isOptional: true,
        role: 'greenroom-project',
        purpose: 'no host leads clients outside the cluster to deployments',
      }),
    ]);
  });

  it('names verbs of one resource together', async () => {
    const { missing } = await examine([
      'demo secrets create',
      'demo secrets delete',
    ]);
    expect(missing.map(({ verbs }) => verbs)).toEqual([['create', 'delete']]);
  });

  it.each`
    username                                | right                     | command
    ${'system:serviceaccount:tools:portal'} | ${'demo services create'} | ${'kubectl create rolebinding greenroom-portal -n demo --clusterrole=greenroom-project --serviceaccount=tools:portal'}
    ${"o'neil"}                             | ${'* nodes list'}         | ${"kubectl set subject clusterrolebinding greenroom-nodes --user='o'\\''neil'"}
    ${undefined}                            | ${'greenroom pods list'}  | ${'kubectl set subject rolebinding greenroom-gateway-access -n greenroom --serviceaccount=greenroom:greenroom-portal'}
  `('gives the command for $username', async ({ username, right, command }) => {
    const { missing, account } = await examine([right], { username });
    expect(missing[0].command).toBe(command);
    expect(account).toBe(username);
  });

  it('asks for the whole cluster only where one watch is wanted', async () => {
    const denied = ['* pods watch'];
    expect((await examine(denied)).missing).toEqual([]);
    const { missing } = await examine(denied, { watchesCluster: true });
    expect(missing[0]).toMatchObject({ role: 'greenroom-cluster-watch' });
  });
});
