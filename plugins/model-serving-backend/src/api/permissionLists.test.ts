import {
  MatrixPortal,
  deploymentOf,
  runtimeOf,
  type Role,
} from './__testUtils__/matrix';

jest.setTimeout(300_000);

const A = 'group:default/a';
const B = 'group:default/b';

/** What there is of deployments and of connections; `d3` is nobody's. */
const places = [
  { name: 'd1', cluster: 'local', namespace: 'demo', owner: A },
  { name: 'd2', cluster: 'local', namespace: 'prod', owner: B },
  { name: 'd3', cluster: 'far', namespace: 'demo', owner: '' },
  { name: 'd4', cluster: 'far', namespace: 'prod', owner: A },
];

const ALL = ['d1', 'd2', 'd3', 'd4'];
const visible: readonly (readonly [Role, readonly string[]])[] = [
  ['guest', []],
  ['reader', ALL],
  ['owner', ['d1', 'd4']],
  ['other', ['d2']],
  ['namespaced', ['d1', 'd3']],
  ['clustered', ['d3', 'd4']],
  ['admin', ALL],
  ['service', ALL],
];

interface Listed {
  readonly name: string;
  readonly ref: { readonly name: string };
}

describe('what lists, counters, searches and pickers show', () => {
  let portal: MatrixPortal;

  beforeAll(async () => {
    portal = await MatrixPortal.create();
    for (const { name, cluster, namespace, owner } of places) {
      await portal.make(
        'POST',
        `/deployments?cluster=${cluster}`,
        deploymentOf(name, namespace, owner),
      );
      await portal.make('POST', '/connections', {
        ...portal.bucket.connection({ name, namespace }),
        cluster,
        owner: owner === '' ? undefined : owner,
      });
    }
    await portal.make(
      'PUT',
      '/resources/ServingRuntime/local/demo/r1',
      runtimeOf('r1', A),
    );
  });

  afterAll(() => portal.close());

  const read = async (role: Role, path: string) => {
    const { status, body, text } = await portal.call(role, 'GET', path);
    expect({ status, text: status === 200 ? '' : text }).toEqual({
      status: 200,
      text: '',
    });
    return body;
  };
  const names = (items: readonly Listed[]) =>
    items.map(({ ref }) => ref.name).sort();

  it.each(visible)('%s sees deployments %j', async (role, expected) => {
    const { items, totalItems, counters } = await read(role, '/deployments');
    expect(names(items)).toEqual(expected);
    expect(totalItems).toBe(expected.length);
    expect(counters).toMatchObject({
      all: expected.length,
      unowned: expected.includes('d3') ? 1 : 0,
    });
  });

  it.each(visible)(
    '%s finds %j by a search, page by page',
    async (role, expected) => {
      const found: Listed[] = [];
      let cursor = '';
      do {
        const { items, totalItems, pageInfo } = await read(
          role,
          `/deployments?search=d&limit=1&orderField=name,asc${cursor}`,
        );
        expect(totalItems).toBe(expected.length);
        found.push(...items);
        cursor = pageInfo.nextCursor ? `&cursor=${pageInfo.nextCursor}` : '';
      } while (cursor);
      expect(names(found)).toEqual(expected);
    },
  );

  it.each(visible)(
    '%s may choose among connections %j',
    async (role, expected) => {
      const { items, totalItems } = await read(role, '/connections');
      expect(names(items)).toEqual(expected);
      expect(totalItems).toBe(expected.length);
    },
  );

  it.each(visible)(
    '%s sees of the resources the deployments %j',
    async (role, expected) => {
      const { items, totalItems } = await read(
        role,
        '/resources?kind=InferenceService',
      );
      expect(names(items)).toEqual(expected);
      expect(totalItems).toBe(expected.length);
    },
  );

  it.each(visible)(
    '%s exports of %j what is on local',
    async (role, expected) => {
      const { status, text } = await portal.call(
        role,
        'GET',
        '/export?cluster=local&kind=InferenceService',
      );
      expect(status).toBe(200);
      for (const { name, cluster } of places) {
        const isThere = text.includes(`name: ${name}\n`);
        expect(isThere).toBe(cluster === 'local' && expected.includes(name));
      }
    },
  );

  it.each<[Role, boolean]>([
    ['guest', false],
    ['reader', true],
    ['owner', true],
    ['other', false],
    ['namespaced', true],
    ['clustered', false],
    ['admin', true],
    ['service', true],
  ])('%s may choose the runtime of demo: %s', async (role, isThere) => {
    const { items } = await read(role, '/runtimes?cluster=local');
    expect(items.some(({ name }: Listed) => name === 'r1')).toBe(isThere);
  });
});
