import { eventually } from '../testing';
import { apiDocument, ApiTestBed } from './__testUtils__';
import {
  actorOf,
  deploymentOf,
  MatrixPortal,
  operations,
  outcomeOf,
  roles,
  graphOf,
  runtimeOf,
  secretsSent,
  type Operation,
  type Role,
} from './__testUtils__/matrix';

jest.setTimeout(300_000);

describe('permissions of every route, for every role', () => {
  let portal: MatrixPortal;
  let count = 0;

  beforeAll(async () => {
    portal = await MatrixPortal.create();
  });

  afterAll(() => portal.close());

  /** Makes the target of an operation; its name is new each time. */
  async function prepare({
    target,
    needsEndpoint,
  }: Operation): Promise<string> {
    const name = `t${++count}`;
    if (target === 'deployment') {
      await portal.make('POST', '/deployments', deploymentOf(name));
      if (needsEndpoint) {
        await eventually('the deployment has an endpoint', async () => {
          const { body } = await portal.call(
            'service',
            'GET',
            `/deployments/local/demo/${name}`,
          );
          return body.endpoints.length > 0;
        });
      }
    } else if (target === 'connection') {
      await portal.make(
        'POST',
        '/connections',
        portal.bucket.connection({ name }),
      );
    } else if (target === 'graph') {
      await portal.make(
        'PUT',
        `/resources/InferenceGraph/local/demo/${name}`,
        graphOf(name),
      );
    } else if (target === 'runtime') {
      await portal.make(
        'PUT',
        `/resources/ServingRuntime/local/demo/${name}`,
        runtimeOf(name, 'group:default/a'),
      );
    }
    return name;
  }

  async function pathOf(operation: string, name: string): Promise<string> {
    const [, template] = operation.split(' ');
    const path = template
      .replace('{kind}', 'ServingRuntime')
      .replace('{cluster}', 'local')
      .replace('{namespace}', 'demo')
      .replace('{name}', name);
    if (path.includes('{token}')) {
      const { body } = await portal.call(
        'service',
        'POST',
        `/deployments/local/demo/${name}/tokens`,
        { name: 'there before' },
      );
      return path.replace('{token}', body.token.id);
    }
    if (!path.includes('{id}')) return path;
    const { body } = await portal.call(
      'admin',
      'GET',
      path.replace('/{id}', ''),
    );
    return path.replace('{id}', String(body.items[0].id));
  }

  it('has a row for every route of the document and of the router', async () => {
    const bed = await ApiTestBed.create();
    const { routes } = bed;
    await bed.close();
    const rows = Object.keys(operations).sort();
    expect(rows).toEqual([...apiDocument.operations].sort());
    expect(rows).toEqual([...routes].sort());
  });

  const cases = Object.entries(operations).flatMap(([name, operation]) =>
    roles.map((role): [string, Role, number, Operation] => [
      name,
      role,
      outcomeOf(operation, role),
      operation,
    ]),
  );

  it.each(cases)('%s, %s: %i', async (operation, role, expected, row) => {
    const name = await prepare(row);
    const path = `${await pathOf(operation, name)}${row.query ?? ''}`;
    const sent = await row.body?.(name, portal);
    portal.forget();
    const { status, text } = await portal.call(
      role,
      operation.split(' ')[0],
      path,
      sent,
    );
    expect({ status, text: status === expected ? '' : text }).toEqual({
      status: expected,
      text: '',
    });
    for (const secret of secretsSent) expect(text).not.toContain(secret);
    if (row.audit) expectAudit(row, role, name, status);
  });

  /** Exactly one event: who, what, about what, how it ended; and no secret. */
  function expectAudit(
    row: Operation,
    role: Role,
    name: string,
    status: number,
  ): void {
    const written = JSON.stringify(portal.audit);
    for (const secret of secretsSent) expect(written).not.toContain(secret);
    // Who is not known is refused before anything is about them
    if (role === 'nobody') {
      expect(portal.audit).toEqual([]);
      return;
    }
    expect(portal.audit.map(({ eventId, status: s }) => [eventId, s])).toEqual([
      [row.audit, 'initiated'],
      [row.audit, status < 400 ? 'succeeded' : 'failed'],
    ]);
    const [, ended] = portal.audit;
    expect(ended.actor.actorId).toBe(actorOf(role));
    if (row.isAbout === 'target' && (row.target || status < 400)) {
      expect(ended.meta).toMatchObject({ ref: `local/demo/${name}` });
    }
  }
});
