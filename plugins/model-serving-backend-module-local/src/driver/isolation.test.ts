import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import {
  factsOf,
  LocalTestBed,
  revision,
  untilFacts,
  untilReady,
} from '../__testUtils__/LocalTestBed';

jest.setTimeout(300_000);

describe('what a replica gets to see', () => {
  let bed: LocalTestBed;

  beforeEach(async () => {
    bed = await LocalTestBed.create();
  });

  afterEach(async () => {
    delete process.env.BACKEND_SECRET;
    await bed.close();
  });

  it('is the environment it was given, nothing of the backend', async () => {
    process.env.BACKEND_SECRET = 'of the backend';
    const driver = await bed.started();
    const spec = revision({
      env: [
        { name: 'MODEL', value: '/mnt/models/model.onnx' },
        { name: 'LABEL', value: '$(MODEL_DIR)!' },
      ],
    });
    await driver.apply(spec, 1);
    const [{ id }] = await untilReady(driver, spec, 1);
    const { env, cwd } = await (await driver.request(spec.key, id, '/')).json();
    expect(Object.keys(env).sort()).toEqual(
      'GATEWAY_HOST GRPC_PORT HOME INSTANCE_ID LABEL LANG MODEL MODEL_DIR PATH PORT STATE_FILE TMPDIR'.split(
        ' ',
      ),
    );
    expect(env).toMatchObject({
      HOME: cwd,
      MODEL: `${bed.folder}/model/model.onnx`,
      LABEL: `${bed.folder}/model!`,
    });
  });

  it('holds no credentials, and neither does any file that is kept', async () => {
    const driver = await bed.started();
    const spec = revision();
    await driver.apply(spec, 1);
    const [{ id }] = await untilReady(driver, spec, 1);
    expect(bed.models.requests[0].credentials).toMatchObject({ type: 's3' });
    const seen = await (await driver.request(spec.key, id, '/')).text();
    expect(seen).not.toContain('hush-hush');
    expect(JSON.stringify(driver.facts())).not.toContain('hush-hush');
    expect(() =>
      execFileSync('grep', ['-r', 'hush-hush', `${bed.folder}/data`]),
    ).toThrow(); // grep found nothing
  });

  it('is arguments as written: a shell never reads them', async () => {
    const driver = await bed.started();
    const mark = `${bed.folder}/mark`;
    const nasty = [
      `; touch ${mark}`,
      `$(touch ${mark})`,
      `\`touch ${mark}\``,
      `| touch ${mark}`,
      '*',
      '$HOME',
      '"\'\\',
      'zwei\nZeilen',
    ];
    const spec = revision({
      args: ['--model_name=iris', '--http_port=$(PORT)', ...nasty],
    });
    await driver.apply(spec, 1);
    const [{ id }] = await untilReady(driver, spec, 1);
    const { argv } = await (await driver.request(spec.key, id, '/')).json();
    expect(argv).toEqual(expect.arrayContaining(nasty));
    expect(existsSync(mark)).toBe(false);
  });

  it.each`
    situation                        | container                                                                         | code                   | message
    ${'a program nobody allowed'}    | ${{ command: ['/bin/sh', '-c', 'id'] }}                                           | ${'ProgramNotAllowed'} | ${"'/bin/sh' is not allowed"}
    ${'an image without a program'}  | ${{ command: undefined, image: 'x/y:1' }}                                         | ${'ProgramNotAllowed'} | ${'the image x/y:1 alone'}
    ${'a value from a cluster'}      | ${{ env: [{ name: 'A', valueFrom: { secretKeyRef: { name: 's', key: 'k' } } }] }} | ${'InvalidSpec'}       | ${'env[0].valueFrom'}
    ${'a variable that loads code'}  | ${{ env: [{ name: 'NODE_OPTIONS', value: '--require=/mnt/models/x.js' }] }}       | ${'InvalidSpec'}       | ${'env[0].name: NODE_OPTIONS'}
    ${'a limit that is no quantity'} | ${{ resources: { limits: { memory: 'much' } } }}                                  | ${'InvalidSpec'}       | ${"'much' is not a quantity"}
  `('refuses $situation', async ({ container, code, message }) => {
    const driver = await bed.started();
    const spec = revision(container);
    await driver.apply(spec, 1);
    const { failure, replicas } = factsOf(driver, spec)!;
    expect(failure).toMatchObject({
      code,
      message: expect.stringContaining(message),
    });
    expect(replicas).toEqual([]);
    expect(bed.models.requests).toEqual([]);
  });

  it('is its logs: the tail, the instance before, and new lines as they come', async () => {
    const driver = await bed.started();
    const spec = revision();
    await driver.apply(spec, 1);
    const [{ id }] = await untilReady(driver, spec, 1);
    const abort = new AbortController();
    const followed: string[] = [];
    const following = (async () => {
      const query = { keys: [spec.key], follow: true, signal: abort.signal };
      for await (const { text } of driver.logs(query)) {
        followed.push(text);
        if (text === 'after') abort.abort();
      }
    })();
    await driver.request(spec.key, id, '/say?text=before');
    await driver.request(spec.key, id, '/say?text=after');
    await following;
    expect(followed).toEqual(['listening', 'before', 'after']);

    await driver.request(spec.key, id, '/die?code=1').catch(() => undefined);
    await untilFacts(
      driver,
      spec,
      ({ replicas }) =>
        replicas[0].restarts === 1 && replicas[0].state === 'ready',
    );
    expect(await lines({ tail: 2, previous: true })).toEqual([
      'before',
      'after',
    ]);
    expect(await lines({})).toEqual(['listening']);

    async function lines(query: { tail?: number; previous?: boolean }) {
      const texts: string[] = [];
      for await (const { text } of driver.logs({
        keys: [spec.key],
        ...query,
      })) {
        texts.push(text);
      }
      return texts;
    }
  });
});
