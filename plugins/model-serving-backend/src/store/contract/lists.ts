import type { PermissionCriteria } from '@backstage/plugin-permission-common';
import type {
  DeploymentOrderField,
  StateCode,
} from '@greenroom/backstage-plugin-model-serving-common';
import type { FakeClock } from '../../testing';
import { testConnection, testObserved, testService } from '../__testUtils__';
import type { DeploymentFilter, ResourceCriterion, Stores } from '../types';

const system = { action: 'create' };
const NAMES = ['ant', 'bee', 'cat', 'dog', 'eel'] as const;

/** Filters, orders, pages and counters of {@link Stores.resources}. */
export function describeResourceLists(
  stores: () => Stores,
  clock: () => FakeClock,
): void {
  describe('lists', () => {
    const states: StateCode[] = [
      'ready',
      'failed',
      'stopped',
      'starting',
      'ready',
    ];
    const owners = [
      'group:default/a',
      'group:default/a',
      'group:default/b',
      undefined,
      'user:default/c',
    ];

    beforeEach(async () => {
      const { resources } = stores();
      for (const [i, name] of NAMES.entries()) {
        await clock().advance(1000);
        const { uid, createdAt } = await resources.create(
          'InferenceService',
          i === 4 ? 'far' : 'local',
          testService({
            name,
            namespace: i < 3 ? 'demo' : 'prod',
            owner: owners[i],
            title: i === 2 ? '100%_Cat' : undefined,
            tags: i === 1 ? 'Insect,honey' : undefined,
            format: i % 2 ? 'onnx' : 'xgboost',
          }),
          system,
        );
        await resources.updateObserved(
          uid,
          undefined,
          testObserved(states[i], {
            runtime: {
              kind: 'ClusterServingRuntime',
              name: `rt-${i % 2}`,
              title: 'R',
            },
            lastDeployedAt: states[i] === 'starting' ? undefined : createdAt,
          }),
        );
      }
    });

    async function names(
      filter: DeploymentFilter,
      orderBy: { field: DeploymentOrderField; order: 'asc' | 'desc' } = {
        field: 'name',
        order: 'asc',
      },
      limit = 200,
    ): Promise<string[]> {
      const found: string[] = [];
      let cursor: string | undefined;
      do {
        const page = await stores().resources.listDeployments(filter, {
          limit,
          cursor,
          orderBy,
        });
        found.push(...page.items.map(({ ref }) => ref.name));
        cursor = page.nextCursor;
      } while (cursor !== undefined);
      return found;
    }

    it.each<[string, DeploymentFilter, string[]]>([
      ['nothing', {}, ['cat', 'ant', 'bee', 'dog', 'eel']],
      ['a state', { states: ['ready'] }, ['ant', 'eel']],
      ['several states', { states: ['failed', 'stopped'] }, ['cat', 'bee']],
      ['an owner', { owners: ['group:default/a'] }, ['ant', 'bee']],
      ['no owner', { owners: [''] }, ['dog']],
      ['a cluster', { clusters: ['far'] }, ['eel']],
      ['a namespace', { namespaces: ['prod'] }, ['dog', 'eel']],
      ['a runtime', { runtimes: ['rt-1'] }, ['bee', 'dog']],
      ['a format', { formats: ['xgboost'] }, ['cat', 'ant', 'eel']],
      ['part of a name', { search: 'E' }, ['bee', 'eel']],
      ['a tag', { search: 'honey' }, ['bee']],
      ['two words in any order', { search: 'insect BEE' }, ['bee']],
      ['a percent sign, literally', { search: '%' }, ['cat']],
      ['an underscore, literally', { search: '%_c' }, ['cat']],
      ['a backslash, literally', { search: '\\' }, []],
      [
        'all at once',
        { states: ['ready'], namespaces: ['demo'], search: 'ant' },
        ['ant'],
      ],
      ['an empty choice', { states: [] }, []],
    ])('filter by %s', async (_, filter, expected) => {
      await expect(names(filter)).resolves.toEqual(expected);
      const { totalItems } = await stores().resources.listDeployments(filter, {
        limit: 1,
      });
      expect(totalItems).toBe(expected.length);
    });

    it.each<[string, PermissionCriteria<ResourceCriterion>, string[]]>([
      [
        'one rule',
        { key: 'owner', values: ['group:default/a', 'user:default/c'] },
        ['ant', 'bee', 'eel'],
      ],
      ['no claim at all', { key: 'owner', values: [] }, []],
      [
        'any of',
        {
          anyOf: [
            { key: 'namespace', values: ['prod'] },
            { key: 'owner', values: ['group:default/b'] },
          ],
        },
        ['cat', 'dog', 'eel'],
      ],
      [
        'all of',
        {
          allOf: [
            { key: 'namespace', values: ['prod'] },
            { key: 'cluster', values: ['far'] },
          ],
        },
        ['eel'],
      ],
      [
        'not',
        { not: { key: 'namespace', values: ['prod'] } },
        ['cat', 'ant', 'bee'],
      ],
      [
        'not any of',
        {
          not: {
            anyOf: [
              { key: 'cluster', values: ['far'] },
              { key: 'owner', values: ['group:default/a'] },
            ],
          },
        },
        ['cat', 'dog'],
      ],
      [
        'nested',
        {
          allOf: [
            { anyOf: [{ key: 'cluster', values: ['local'] }] },
            {
              not: {
                allOf: [
                  { key: 'owner', values: ['group:default/a'] },
                  { key: 'namespace', values: ['demo'] },
                ],
              },
            },
          ],
        },
        ['cat', 'dog'],
      ],
    ])(
      'let through what permission criteria say: %s',
      async (_, criteria, expected) => {
        await expect(names({ criteria })).resolves.toEqual(expected);
        const counters = await stores().resources.countDeployments(criteria);
        expect(counters.all).toBe(expected.length);
      },
    );

    it.each<[DeploymentOrderField, 'asc' | 'desc', string[]]>([
      ['name', 'asc', ['cat', 'ant', 'bee', 'dog', 'eel']],
      ['name', 'desc', ['eel', 'dog', 'bee', 'ant', 'cat']],
      ['lastDeployed', 'desc', ['dog', 'eel', 'bee', 'ant', 'cat']],
      ['lastDeployed', 'asc', ['dog', 'ant', 'bee', 'eel', 'cat']],
      ['created', 'desc', ['eel', 'dog', 'cat', 'bee', 'ant']],
      ['state', 'asc', ['bee', 'dog', 'ant', 'eel', 'cat']],
      ['owner', 'asc', ['dog', 'ant', 'bee', 'cat', 'eel']],
      ['namespace', 'desc', ['dog', 'eel', 'cat', 'ant', 'bee']],
      ['runtime', 'asc', ['cat', 'ant', 'eel', 'bee', 'dog']],
      ['format', 'desc', ['cat', 'ant', 'eel', 'bee', 'dog']],
    ])(
      'order by %s %s, the same in pages of any size',
      async (field, order, expected) => {
        for (const limit of [1, 2, 200]) {
          await expect(names({}, { field, order }, limit)).resolves.toEqual(
            expected,
          );
        }
      },
    );

    it('by default show what is on its way first, stopped last, newest first between', async () => {
      const { items } = await stores().resources.listDeployments(
        {},
        { limit: 10 },
      );
      expect(items.map(({ ref }) => ref.name)).toEqual([
        'dog',
        'eel',
        'bee',
        'ant',
        'cat',
      ]);
    });

    it('neither repeat nor lose a row while others come and go between pages', async () => {
      const { resources } = stores();
      const orderBy = { field: 'name', order: 'asc' } as const;
      const first = await resources.listDeployments({}, { limit: 2, orderBy });
      await resources.create(
        'InferenceService',
        'local',
        testService({ name: 'aaa' }),
        system,
      );
      const ant = await resources.get('InferenceService', {
        cluster: 'local',
        namespace: 'demo',
        name: 'ant',
      });
      await resources.remove(ant!.uid);
      const second = await resources.listDeployments(
        {},
        { limit: 2, orderBy, cursor: first.nextCursor },
      );
      expect(first.items.map(({ ref }) => ref.name)).toEqual(['cat', 'ant']);
      expect(second.items.map(({ ref }) => ref.name)).toEqual(['bee', 'dog']);
    });

    it.each([
      ['is not base64 of JSON', 'no cursor'],
      [
        'is JSON of something else',
        Buffer.from('{"a":1}').toString('base64url'),
      ],
      [
        'has values of another type',
        Buffer.from('["sort_title:asc,uid:asc",1,{}]').toString('base64url'),
      ],
      [
        'has an impossible time',
        Buffer.from(
          '["deploy_rank:asc,last_deployed_at:desc,sort_title:asc,uid:asc",0,"x","a","b"]',
        ).toString('base64url'),
      ],
    ])('refuse a cursor that %s', async (_, cursor) => {
      await expect(
        stores().resources.listDeployments({}, { limit: 2, cursor }),
      ).rejects.toMatchObject({
        name: 'InputError',
        message: expect.stringContaining('cursor'),
      });
    });

    it('refuse a cursor of another order', async () => {
      const { resources } = stores();
      const { nextCursor } = await resources.listDeployments(
        {},
        { limit: 2, orderBy: { field: 'name', order: 'asc' } },
      );
      await expect(
        resources.listDeployments(
          {},
          {
            limit: 2,
            cursor: nextCursor,
            orderBy: { field: 'name', order: 'desc' },
          },
        ),
      ).rejects.toMatchObject({ name: 'InputError' });
    });

    it('count by state and without owner', async () => {
      await expect(stores().resources.countDeployments()).resolves.toEqual({
        all: 5,
        ready: 2,
        failed: 1,
        stopped: 1,
        unowned: 1,
      });
    });

    it('show connections apart from deployments, by title', async () => {
      const { resources } = stores();
      await resources.create(
        'Connection',
        'local',
        testConnection({ name: 'zoo', owner: 'group:default/a' }),
        system,
      );
      await resources.create(
        'Connection',
        'local',
        testConnection({ name: 'ark' }),
        system,
      );
      const page = await resources.listConnections({}, { limit: 1 });
      expect(page).toMatchObject({
        totalItems: 2,
        items: [{ ref: { name: 'ark' } }],
      });
      const rest = await resources.listConnections(
        {},
        { limit: 1, cursor: page.nextCursor },
      );
      expect(rest.items.map(({ ref }) => ref.name)).toEqual(['zoo']);
      expect(rest.nextCursor).toBeUndefined();
      const mine = await resources.listConnections(
        {
          types: ['s3'],
          criteria: { key: 'owner', values: ['group:default/a'] },
        },
        { limit: 10 },
      );
      expect(mine.items.map(({ ref }) => ref.name)).toEqual(['zoo']);
      await expect(
        resources.listConnections({ types: ['uri-v1'] }, { limit: 10 }),
      ).resolves.toMatchObject({ totalItems: 0 });
    });

    it('survive titles of any length and characters', async () => {
      const { resources } = stores();
      const title = `\0${'ß'.repeat(10_000)}`;
      await resources.create(
        'InferenceService',
        'local',
        testService({ name: 'odd', title }),
        system,
      );
      await expect(names({ search: 'ßß' })).resolves.toEqual(['odd']);
    });
  });
}
