import { TestDatabases } from '@backstage/backend-test-utils';
import type { Knex } from 'knex';
import { createTestStores, testObserved, testService } from '../__testUtils__';
import type { DatabaseStores } from '../DatabaseStores';
import type { DeploymentFilter, PageRequest } from '../types';

jest.setTimeout(300_000);

const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_15'] });
const COUNT = 10_000;
const states = ['ready', 'failed', 'stopped', 'starting'] as const;

/** Deployments of 50 projects and 100 teams, all copies of one row. */
async function fill(db: Knex, stores: DatabaseStores): Promise<void> {
  const { uid } = await stores.resources.create(
    'InferenceService',
    'local',
    testService({ name: 'template', title: 'Template', tags: 'shop' }),
    { action: 'create' },
  );
  await stores.resources.updateObserved(uid, {}, testObserved('ready'));
  const template = await db('resources').where({ uid }).first();
  const rows = Array.from({ length: COUNT }, (_, i) => ({
    ...template,
    uid: `uid-${i}`,
    name: `model-${i}`,
    sort_title: `model ${i}`,
    search_text: `model-${i}\nshop`,
    namespace: `project-${i % 50}`,
    owner: `group:default/team-${i % 100}`,
    state: states[i % states.length],
    state_rank: i % states.length,
    runtime: `runtime-${i % 20}`,
    format: `format-${i % 10}`,
  }));
  await db.batchInsert('resources', rows, 500);
  // PostgreSQL looks at tables by itself after some time; SQLite never does
  if (db.client.config.client === 'pg') await db.raw('analyze');
}

/** What the database does for the queries that `work` makes, in its own words. */
async function plansOf(
  db: Knex,
  work: () => Promise<unknown>,
): Promise<readonly string[]> {
  const queries: { sql: string; bindings: readonly Knex.Value[] }[] = [];
  const note = (query: { sql: string; bindings: readonly Knex.Value[] }) =>
    queries.push({ sql: query.sql, bindings: query.bindings });
  db.on('query', note);
  await work();
  db.off('query', note);
  const isPostgres = db.client.config.client === 'pg';
  const explain = isPostgres ? 'explain' : 'explain query plan';
  const plans: string[] = [];
  for (const { sql, bindings } of queries) {
    // Recorded with the placeholders of the database, asked again with those of knex
    const text = isPostgres ? sql.replace(/\$\d+/g, '?') : sql;
    const answer = await db.raw(`${explain} ${text}`, [...bindings]);
    const steps: Record<string, string>[] = isPostgres ? answer.rows : answer;
    plans.push(steps.map(step => step.detail ?? step['QUERY PLAN']).join('\n'));
  }
  return plans;
}

describe.each(databases.eachSupportedId())('plans of lists on %s', id => {
  let db: Knex;
  let stores: DatabaseStores;

  beforeAll(async () => {
    db = await databases.init(id);
    ({ stores } = await createTestStores(db));
    await fill(db, stores);
  });

  const filters: [string, DeploymentFilter][] = [
    ['no filter', {}],
    ['a search', { search: 'nowhere' }],
    ['states', { states: ['failed'] }],
    ['owners', { owners: ['group:default/team-7'] }],
    ['clusters', { clusters: ['local'] }],
    ['namespaces', { namespaces: ['project-3'] }],
    ['runtimes', { runtimes: ['runtime-3'] }],
    ['formats', { formats: ['format-3'] }],
    [
      'what a policy says',
      {
        criteria: {
          anyOf: [
            { key: 'owner', values: ['group:default/team-7'] },
            { key: 'namespace', values: ['project-3'] },
          ],
        },
      },
    ],
  ];
  const list =
    (filter: DeploymentFilter, orderBy?: PageRequest<'name'>['orderBy']) =>
    () =>
      stores.resources.listDeployments(filter, { limit: 50, orderBy });

  if (id === 'SQLITE_3') {
    it.each(filters)(
      'choose and count by an index, with %s',
      async (_, filter) => {
        for (const plan of await plansOf(db, list(filter))) {
          // Rows that are shown, or that have the value, are found one by one; of others only the index is read
          const steps = plan
            .split('\n')
            .filter(step => /^(SEARCH|SCAN) resources/.test(step));
          for (const step of steps) {
            expect(step).toMatch(/COVERING INDEX|\(uid=\?\)|\(kind=\? AND /);
          }
          expect(steps.length).toBeGreaterThan(0);
        }
      },
    );

    it('count by an index alone', async () => {
      const [plan] = await plansOf(db, () =>
        stores.resources.countDeployments(),
      );
      expect(plan).toContain('USING COVERING INDEX');
    });
  } else {
    it('read a page in the order of an index, wherever it begins', async () => {
      const [plan] = await plansOf(
        db,
        list({}, { field: 'name', order: 'asc' }),
      );
      expect(plan).toContain('Index');
      expect(plan).not.toContain('Seq Scan');
    });

    it.each(
      filters.filter(([name]) => ['owners', 'namespaces'].includes(name)),
    )('find %s by an index', async (_, filter) => {
      const [plan] = await plansOf(db, list(filter));
      expect(plan).toMatch(/Index/);
    });
  }

  it('find the runtimes of a project by an index', async () => {
    const [plan] = await plansOf(db, () =>
      stores.resources.listRuntimes('local', 'project-3'),
    );
    expect(plan).toMatch(/resources_\w+_(idx|uniq)/);
    expect(plan).not.toContain('Seq Scan');
  });

  it('show each deployment once and forget none while others come, change and go', async () => {
    const seen: string[] = [];
    let cursor: string | undefined;
    let turn = 0;
    do {
      const page = await stores.resources.listDeployments(
        {},
        { limit: 200, cursor, orderBy: { field: 'name', order: 'asc' } },
      );
      seen.push(...page.items.map(({ uid }) => uid));
      cursor = page.nextCursor;
      turn += 1;
      // Behind and before where the list is: one goes, one comes, one gets another state
      await db('resources')
        .where({ uid: `uid-${turn}` })
        .update({ state: 'failed' });
      await db('resources')
        .where({ uid: `uid-${9_000 + turn}` })
        .delete();
      await stores.resources.create(
        'InferenceService',
        'local',
        testService({ name: `new-${turn}`, title: turn % 2 ? 'a' : 'z' }),
        { action: 'create' },
      );
    } while (cursor);
    expect(new Set(seen).size).toBe(seen.length);
    const kept = new Set(seen);
    const stayed = Array.from({ length: 9_000 }, (_, i) => `uid-${i}`);
    expect(stayed.filter(uid => !kept.has(uid))).toEqual([]);
  });
});
