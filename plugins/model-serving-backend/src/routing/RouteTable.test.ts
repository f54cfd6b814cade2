import { changedRoutes } from './changedRoutes';
import { readNdjson } from './ndjson';
import { RouteTable } from './RouteTable';
import { RouteIntent, SnapshotContent } from './types';

const intent = (id: string): RouteIntent => ({
  id,
  serviceUid: id,
  hosts: [],
  destination: { kind: 'stopped' },
});

describe('RouteTable', () => {
  function setup() {
    const told: string[] = [];
    const table = new RouteTable({
      onChange: () => told.push('change'),
      onComplete: () => told.push('complete'),
    });
    return { table, told };
  }

  it('is complete once every expected service was looked at, however that went', () => {
    const { table, told } = setup();
    table.expect(['a', 'b', 'c']);
    table.set('a', intent('a'));
    table.settle('b');
    expect(told).toEqual(['change']);
    table.set('c', undefined);
    expect(told).toEqual(['change', 'complete']);
  });

  it('is complete at once when there is nothing to expect', () => {
    const { table, told } = setup();
    table.set('early', intent('early'));
    expect(told).toEqual(['change']);
    table.expect([]);
    expect(told).toEqual(['change', 'complete']);
  });

  it('tells changes, not repeats', () => {
    const { table, told } = setup();
    expect([
      table.set('a', intent('a')),
      table.set('a', intent('a')),
      table.set('a', undefined),
      table.set('a', undefined),
    ]).toEqual([true, false, true, false]);
    expect(told).toEqual(['change', 'change']);
    expect([...table.values()]).toEqual([]);
  });
});

describe('changedRoutes', () => {
  const content = (ids: Record<string, string[]>): SnapshotContent => ({
    routes: Object.keys(ids).map(id => ({
      id,
      hosts: [],
      targets: [{ revision: `${id}-1`, weight: 1 }],
    })),
    revisions: Object.fromEntries(
      Object.entries(ids).map(([id, replicas]) => [
        `${id}-1`,
        { replicas: replicas.map(name => ({ id: name, host: 'h', port: 1 })) },
      ]),
    ),
  });

  it.each`
    situation                 | before                             | after                                   | expected
    ${'all are new at first'} | ${undefined}                       | ${content({ a: ['x'] })}                | ${['a']}
    ${'nothing changed'}      | ${content({ a: ['x'] })}           | ${content({ a: ['x'] })}                | ${[]}
    ${'one came, one went'}   | ${content({ a: ['x'], b: ['y'] })} | ${content({ b: ['y'], c: ['z'] })}      | ${['c', 'a']}
    ${'a replica came'}       | ${content({ a: ['x'], b: ['y'] })} | ${content({ a: ['x', 'w'], b: ['y'] })} | ${['a']}
  `('$situation', ({ before, after, expected }) => {
    expect([...changedRoutes(before, after)]).toEqual(expected);
  });
});

describe('readNdjson', () => {
  async function read(chunks: string[], max = 100) {
    async function* body() {
      for (const chunk of chunks) yield Buffer.from(chunk, 'latin1');
    }
    const values: unknown[] = [];
    for await (const value of readNdjson(body(), max)) values.push(value);
    return values;
  }

  it('puts lines and characters together that arrive in pieces', async () => {
    const [first, second] = [
      '{"a":"\u00c3',
      '\u00a9"}\n\n{"b":1}\n{"unfinished',
    ];
    expect(await read([first, second])).toEqual([{ a: 'é' }, { b: 1 }]);
  });

  it('refuses a line without end', async () => {
    await expect(read(['x'.repeat(60), 'x'.repeat(60)])).rejects.toThrow(
      'longer than 100 characters',
    );
  });
});
