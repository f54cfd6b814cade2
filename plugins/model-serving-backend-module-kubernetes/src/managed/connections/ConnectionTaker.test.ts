import type { V1ObjectMeta } from '@kubernetes/client-node';
import { KubeApiError, KubeClient } from '../../client';
import { ConnectionTaker, Use } from './ConnectionTaker';

const at = { namespace: 'demo', name: 'bucket' };
const SECRETS = '/api/v1/namespaces/demo/secrets';
const wrote = (...keys: readonly string[]) => ({
  manager: 'greenroom',
  fieldsV1: { 'f:data': Object.fromEntries(keys.map(key => [`f:${key}`, {}])) },
});

/** Secrets by name, with the preconditions of an API server; a change can be played before any call. */
function setup(options: { openDataHub?: boolean; deny?: boolean } = {}) {
  const secrets = new Map<string, V1ObjectMeta>([
    [
      'bucket',
      {
        uid: 'u1',
        resourceVersion: '7',
        labels: { 'greenroom/portal': 'here' },
        managedFields: [wrote('AWS_ACCESS_KEY_ID')],
      },
    ],
    [
      'storage-config',
      { resourceVersion: '3', managedFields: [wrote('bucket', 'other')] },
    ],
  ]);
  const writes: string[] = [];
  const calls: string[] = [];
  let meanwhile: (call: string) => void = () => {};
  const client = {
    json: async (path: string, init: { method: string; body: string }) => {
      const call = `${init.method} ${path.slice(SECRETS.length + 1)}`;
      calls.push(call);
      meanwhile(call);
      const [name, query = ''] = call.split(' ')[1].split('?');
      const secret = secrets.get(name);
      const fail = (status: number) =>
        new KubeApiError({ status, message: `status ${status}` } as never);
      if (!secret) throw fail(404);
      if (query.includes('dryRun')) return { metadata: secret };
      if (options.deny) throw fail(403);
      const said = JSON.parse(init.body);
      const wanted =
        said.preconditions?.resourceVersion ?? said.metadata?.resourceVersion;
      if (wanted !== secret.resourceVersion) throw fail(409);
      writes.push(`${init.method} ${name}`);
      if (init.method === 'DELETE') secrets.delete(name);
      return {};
    },
  } as unknown as Pick<KubeClient, 'json'>;
  const taker = new ConnectionTaker({
    client,
    openDataHub: options.openDataHub ?? false,
    portal: 'here',
  });
  let use: Use = { state: 'unused' };
  return {
    secrets,
    writes,
    calls,
    take: (version?: string) => taker.take(at, version, () => use),
    useIs: (next: Use) => {
      use = next;
    },
    before: (wanted: string, change: () => void) => {
      meanwhile = call => {
        if (call.startsWith(wanted)) change();
      };
    },
    rewritten: (name: string, resourceVersion: string) =>
      secrets.set(name, { ...secrets.get(name), resourceVersion }),
  };
}

describe('ConnectionTaker', () => {
  it('takes nothing at first, and then what it has seen: the value, then the Secret', async () => {
    const { take, writes } = setup();
    await expect(take()).resolves.toEqual({ state: 'unused', version: '7' });
    expect(writes).toEqual([]);
    await expect(take('7')).resolves.toEqual({ state: 'gone' });
    expect(writes).toEqual(['PATCH storage-config', 'DELETE bucket']);
  });

  it('leaves storage-config to Open Data Hub', async () => {
    const { take, calls, writes } = setup({ openDataHub: true });
    await take('7');
    expect(writes).toEqual(['DELETE bucket']);
    expect(calls.join()).not.toContain('storage-config');
  });

  it.each`
    what                          | change
    ${"another portal's"}         | ${{ labels: { 'greenroom/portal': 'there' } }}
    ${'one without our label'}    | ${{ labels: {} }}
    ${'one that others wrote in'} | ${{ managedFields: [wrote('a'), { ...wrote('b'), manager: 'odh' }] }}
  `('leaves $what alone', async ({ change }) => {
    const { take, secrets, writes } = setup();
    secrets.set('bucket', { ...secrets.get('bucket'), ...change });
    await expect(take('7')).resolves.toEqual({ state: 'gone' });
    expect(writes).toEqual([]);
  });

  it('leaves a value of somebody else in storage-config', async () => {
    const { take, secrets, writes } = setup();
    const theirs = { ...wrote('bucket'), manager: 'kubectl' };
    secrets.set('storage-config', { managedFields: [theirs] });
    await take('7');
    expect(writes).toEqual(['DELETE bucket']);
  });

  it('takes a value of which somebody deleted the Secret', async () => {
    const { take, secrets, writes } = setup();
    secrets.delete('bucket');
    await expect(take()).resolves.toEqual({
      state: 'unused',
      version: 'absent',
    });
    await expect(take('absent')).resolves.toEqual({ state: 'gone' });
    expect(writes).toEqual(['PATCH storage-config']);
  });

  it.each`
    moment                                        | before                      | writes
    ${'it is looked at'}                          | ${'PATCH bucket?dryRun'}    | ${[]}
    ${'its value is taken'}                       | ${'PATCH storage-config?f'} | ${[]}
    ${'it is deleted, after its value was taken'} | ${'DELETE'}                 | ${['PATCH storage-config']}
  `('leaves what is given to somebody right before $moment', async scene => {
    const { take, before, rewritten, writes, secrets } = setup();
    before(scene.before, () => {
      rewritten('bucket', '8');
      if (scene.before !== 'DELETE') rewritten('storage-config', '4');
    });
    const told = await take('7');
    expect(told).toEqual({ state: 'unused', version: '8' });
    expect(writes).toEqual(scene.writes);
    expect(secrets.has('bucket')).toBe(true);
  });

  it.each<Use>([{ state: 'used' }, { state: 'unknown', why: 'lost' }])(
    'leaves what is $state by the time of the last look',
    async use => {
      const { take, useIs, writes } = setup();
      useIs(use);
      await expect(take('7')).resolves.toEqual(use);
      expect(writes).toEqual([]);
    },
  );

  it('names the role where the right is missing', async () => {
    const { take } = setup({ deny: true });
    const taken = take('7');
    await expect(taken).rejects.toMatchObject({ name: 'NotAllowedError' });
    await expect(taken).rejects.toThrow(
      "apply the role 'greenroom-kserve-project' anew",
    );
  });
});
