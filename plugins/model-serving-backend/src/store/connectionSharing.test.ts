import { TestDatabases } from '@backstage/backend-test-utils';
import type { PermissionCriteria } from '@backstage/plugin-permission-common';
import type { ConnectionSharing } from '@greenroom/backstage-plugin-model-serving-common';
import type { Knex } from 'knex';
import { matchesShared } from '../access/matchesShared';
import { createTestStores, testConnection, testService } from './__testUtils__';
import { writeShares } from './resources';
import type { ResourceCriterion, Stores } from './types';

const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_15'] });

type Criteria = PermissionCriteria<ResourceCriterion>;
const owner = (...values: string[]): Criteria => ({ key: 'owner', values });
const namespace = (...values: string[]): Criteria => ({
  key: 'namespace',
  values,
});
const local: Criteria = { key: 'cluster', values: ['local'] };

describe.each(databases.eachSupportedId())('shared connections on %s', id => {
  let db: Knex;
  let stores: Stores;

  beforeAll(async () => {
    db = await databases.init(id);
    ({ stores } = await createTestStores(db));
    await make('own', 'demo', 'group:default/a');
    await make('for-demo', 'ml', 'group:default/m', {
      namespaces: ['demo'],
      owners: [],
    });
    await make('for-b', 'ml', 'group:default/m', {
      namespaces: [],
      owners: ['group:default/b', 'user:default/bob'],
    });
    await make('closed', 'ml', 'group:default/m');
  });

  async function make(
    name: string,
    project: string,
    of: string,
    sharedWith?: ConnectionSharing,
  ) {
    const connection = testConnection({ name, owner: of });
    const { uid } = await stores.resources.create(
      'Connection',
      'local',
      {
        ...connection,
        metadata: { ...connection.metadata, namespace: project },
        spec: { ...connection.spec, ...(sharedWith && { sharedWith }) },
      },
      { action: 'create' },
    );
    if (sharedWith) await writeShares(db, uid, sharedWith);
  }

  const names = async (
    filter: Parameters<Stores['resources']['listConnections']>[0],
  ) => {
    const page = await stores.resources.listConnections(filter, { limit: 50 });
    expect(page.totalItems).toBe(page.items.length);
    return page.items.map(({ ref }) => ref.name).sort();
  };

  it.each`
    user                                               | found
    ${{ namespace: 'demo' }}                           | ${['for-demo', 'own']}
    ${{ namespace: 'demo', owner: 'group:default/b' }} | ${['for-b', 'for-demo', 'own']}
    ${{ namespace: 'ml' }}                             | ${['closed', 'for-b', 'for-demo']}
    ${{ namespace: 'x', owner: 'user:default/bob' }}   | ${['for-b']}
    ${{ namespace: 'x', owner: 'group:default/c' }}    | ${[]}
  `('a deployment of $user reaches $found', async ({ user, found }) => {
    await expect(names({ usableBy: user })).resolves.toEqual(found);
  });

  const policies: [string, Criteria, string[]][] = [
    ['an owner', owner('group:default/m'), ['closed', 'for-b', 'for-demo']],
    [
      'an owner it is shared with',
      owner('group:default/b'),
      ['for-b', 'for-demo'],
    ],
    ['members of a project', namespace('demo'), ['for-demo', 'own']],
    ['members of another', namespace('x'), []],
    [
      'owners within a project',
      { allOf: [owner('group:default/b'), namespace('demo')] },
      ['for-demo'],
    ],
    [
      'either',
      { anyOf: [owner('group:default/b'), namespace('ml')] },
      ['closed', 'for-b', 'for-demo'],
    ],
    ['all but a project', { not: namespace('ml') }, ['for-demo', 'own']],
    [
      'all but an owner',
      { not: owner('group:default/m') },
      ['for-b', 'for-demo', 'own'],
    ],
    ['a cluster', { allOf: [local, namespace('demo')] }, ['for-demo', 'own']],
  ];
  it.each(policies)(
    'a policy for %s lets see what is shared too, as for one alone',
    async (_who, criteria, found) => {
      await expect(names({ criteria })).resolves.toEqual(found);
      const all = await stores.resources.listConnections({}, { limit: 50 });
      const alone = all.items.filter(connection =>
        matchesShared(criteria, connection),
      );
      expect(alone.map(({ ref }) => ref.name).sort()).toEqual(found);
    },
  );

  it('are used across projects by their long names, and counted everywhere', async () => {
    const deploy = (project: string, name: string, connection: string) =>
      stores.resources.create(
        'InferenceService',
        'local',
        testService({ namespace: project, name, connection }),
        { action: 'create' },
      );
    await deploy('demo', 'a', 'ml.for-demo');
    await deploy('ml', 'b', 'for-demo');
    await deploy('demo', 'c', 'for-demo'); // one of its own, which does not exist
    await deploy('ml', 'd', 'ml.for-demo'); // no name of its own project
    const ref = { cluster: 'local', namespace: 'ml', name: 'for-demo' };
    const users = await stores.resources.deploymentsUsingConnection(ref);
    expect(users.map(({ name }) => name)).toEqual(['a', 'b']);
    const seen = await stores.resources.connectionUsers(ref, namespace('demo'));
    expect(seen.map(user => user.ref.name)).toEqual(['a']);
  });

  it('lose their shares with themselves', async () => {
    const ref = { cluster: 'local', namespace: 'ml', name: 'for-b' };
    const stored = await stores.resources.get('Connection', ref);
    await stores.resources.remove(stored?.uid ?? '');
    await expect(
      db('connection_shares').where({ uid: stored?.uid }),
    ).resolves.toEqual([]);
  });
});
