import { request } from 'node:http';
import { testService } from '../store/__testUtils__';
import { ApiTestBed, authorization, type Caller } from './__testUtils__';

const IRIS = '/deployments/local/demo/iris';

describe('bodies of requests', () => {
  let bed: ApiTestBed;

  beforeEach(async () => {
    bed = await ApiTestBed.create();
  });

  afterEach(() => bed.close());

  const deploy = (
    more: Parameters<typeof testService>[0] = {},
    as: Caller = 'alice',
  ) => bed.deploy({ owner: 'group:default/a', ...more }, as);

  it('that are YAML are refused, bombs among them, whatever they claim to be', async () => {
    const bomb = `a: &a [x,x]\nb: &b [*a,*a]\nc: &c [*b,*b]\n`;
    for (const type of [
      'application/yaml',
      'text/yaml',
      'text/plain',
      'application/x-www-form-urlencoded',
    ]) {
      const answer = await bed.call('alice', 'POST', '/deployments', bomb, {
        'content-type': type,
      });
      expect(answer).toMatchObject({
        status: 400,
        body: { error: { message: expect.stringContaining('JSON') } },
      });
    }
    await expect(
      bed.call('alice', 'POST', '/deployments', bomb),
    ).resolves.toMatchObject({ status: 400 });
  });

  it('with an error in the JSON do not come back', async () => {
    const answer = await bed.call(
      'alice',
      'POST',
      '/connections',
      '{"values": {"AWS_SECRET_ACCESS_KEY": "s3cr3t-value" ',
    );
    expect(answer.status).toBe(400);
    expect(JSON.stringify(answer.body)).not.toContain('s3cr3t-value');
  });

  it('of a gigabyte are refused after the first megabytes', async () => {
    const { status, sent } = await sendEndlessly(`${bed.url}/deployments`, {
      ...authorization('alice'),
      'content-type': 'application/json',
    });
    // The connection ends with the answer, which may overtake it
    expect([413, 'hung up']).toContain(status);
    expect(sent).toBeLessThan(100e6);
  });

  it('that are too large say how large they may be', async () => {
    const answer = await bed.call('alice', 'POST', '/deployments', {
      x: 'x'.repeat(2e6),
    });
    expect(answer).toMatchObject({
      status: 413,
      body: { error: { message: expect.stringContaining('1048576') } },
    });
  });

  it.each([
    ['create', 'POST', '/deployments'],
    ['patch', 'PATCH', IRIS],
    ['connection', 'POST', '/connections'],
  ])(
    'that nest a hundred thousand levels are refused: %s',
    async (_, method, path) => {
      await deploy();
      const deep = `{"spec":${'{"a":'.repeat(100_000)}1${'}'.repeat(100_000)}}`;
      await expect(
        bed.call('alice', method, path, deep),
      ).resolves.toMatchObject({ status: 400 });
    },
  );

  it('lose the fields that KServe does not know, and say so', async () => {
    const known = { autoScaling: { metrics: [] }, securityContext: {} };
    const sent = testService({ owner: 'group:default/a' });
    Object.assign(sent.spec.predictor, { replicas: 3, ...known });
    const created = await bed.call('alice', 'POST', '/deployments', sent);
    const told = {
      path: 'spec.predictor.replicas',
      message: 'unknown field "spec.predictor.replicas"',
    };
    expect(created).toMatchObject({ status: 201 });
    expect(created.body.warnings).toContainEqual(told);
    expect(created.body.resource.spec.predictor).toMatchObject(known);
    expect(created.body.resource.spec.predictor).not.toHaveProperty('replicas');

    const patch = { spec: { predictor: { replicas: 3, minReplicas: 2 } } };
    const patched = await bed.call('alice', 'PATCH', IRIS, patch);
    expect(patched.body.warnings).toContainEqual(told);
    const { body } = await bed.call('alice', 'GET', IRIS);
    expect(body.resource.spec.predictor).toMatchObject({ minReplicas: 2 });
    expect(body.resource.spec.predictor).not.toHaveProperty('replicas');
    expect(body.warnings).not.toContainEqual(told);

    const preview = await bed.call(
      'alice',
      'PATCH',
      `${IRIS}?dryRun=true`,
      patch,
    );
    expect(preview.body.warnings).toContainEqual(told);
    expect(preview.body.resource.spec.predictor).not.toHaveProperty('replicas');
  });

  it('with a prototype in them change no prototype', async () => {
    await deploy();
    await bed.call(
      'alice',
      'PATCH',
      IRIS,
      '{"__proto__":{"polluted":true},"spec":{"__proto__":{"polluted":true}}}',
    );
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
  });
});

/** Sends a body without an end until there is an answer or the server hangs up; a gigabyte at most. */
function sendEndlessly(
  url: string,
  headers: Record<string, string>,
): Promise<{ status: number | 'hung up'; sent: number }> {
  return new Promise(resolve => {
    const blank = Buffer.alloc(65_536, ' ');
    let sent = 0;
    const call = request(url, { method: 'POST', headers }, response => {
      resolve({ status: response.statusCode ?? 0, sent });
      call.destroy();
    });
    call.on('error', () => resolve({ status: 'hung up', sent }));
    const send = () => {
      while (!call.destroyed && sent < 1e9) {
        sent += blank.length;
        if (!call.write(blank)) {
          call.once('drain', send);
          return;
        }
      }
      call.end();
    };
    send();
  });
}
