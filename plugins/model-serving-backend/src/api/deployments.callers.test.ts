import type { testService } from '../store/__testUtils__';
import { ApiTestBed, type Caller } from './__testUtils__';

const IRIS = '/deployments/local/demo/iris';

describe('routes of deployments', () => {
  let bed: ApiTestBed;

  beforeEach(async () => {
    bed = await ApiTestBed.create();
  });

  afterEach(() => bed.close());

  const deploy = (
    more: Parameters<typeof testService>[0] = {},
    as: Caller = 'alice',
  ) => bed.deploy({ owner: 'group:default/a', ...more }, as);

  const routes: [string, string, unknown, number][] = [
    ['GET', IRIS, undefined, 200],
    ['PATCH', IRIS, { spec: { predictor: { minReplicas: 2 } } }, 200],
    ['POST', `${IRIS}/start`, undefined, 202],
    ['POST', `${IRIS}/stop`, undefined, 202],
    ['POST', `${IRIS}/scale`, { minReplicas: 2 }, 202],
    ['GET', `${IRIS}/events`, undefined, 200],
    ['GET', `${IRIS}/history`, undefined, 200],
    ['GET', `${IRIS}/logs`, undefined, 200],
    ['GET', `${IRIS}/metrics?range=15m`, undefined, 200],
    ['POST', `${IRIS}/try`, { path: '/v2', method: 'GET' }, 409],
    ['DELETE', IRIS, undefined, 202],
  ];

  describe.each(routes)('%s %s', (method, path, body, good) => {
    beforeEach(async () => {
      await deploy();
    });

    it.each<[Caller, number]>([
      ['anonymous', 401],
      ['alice', good],
      ['bob', 404],
      ['nobody', 404],
      ['victor', method === 'GET' ? 200 : 403],
      ['admin', good],
      ['service', good],
    ])('answers %s with %d', async (as, status) => {
      await expect(bed.call(as, method, path, body)).resolves.toMatchObject({
        status,
      });
    });

    it('does not tell apart what does not exist and what may not be seen', async () => {
      const hidden = await bed.call('bob', method, path, body);
      const missing = await bed.call(
        'bob',
        method,
        path.replace('iris', 'nope'),
        body,
      );
      expect(missing.status).toBe(404);
      expect(missing.body.error.message.replace('nope', 'iris')).toBe(
        hidden.body.error.message,
      );
    });

    it('refuses parameters that it does not know', async () => {
      const separator = path.includes('?') ? '&' : '?';
      const answer = await bed.call(
        'alice',
        method,
        `${path}${separator}dryrun=1`,
        body,
      );
      expect(answer).toMatchObject({
        status: 400,
        body: {
          error: {
            name: 'InputError',
            message: expect.stringContaining('dryrun'),
          },
        },
      });
    });

    it('refuses what cannot be a name', async () => {
      const answer = await bed.call(
        'alice',
        method,
        path.replace('demo', 'De_mo'),
        body,
      );
      expect(answer).toMatchObject({
        status: 400,
        body: { error: { message: expect.stringContaining('namespace') } },
      });
    });
  });
});
