import {
  createConnectionCreateAction,
  createConnectionRotateAction,
} from './index';
import { outputsOf, setup } from './__testUtils__/testContext';

const SECRET = 'wJalrXUtnFEMI-top-secret';

describe('model-serving:connection:create', () => {
  const input = {
    namespace: 'demo',
    name: 'bucket',
    endpoint: 'http://localhost:9000',
    bucket: 'models',
  };

  it('takes the keys from the secrets and lets them go nowhere else', async () => {
    const { options, context, modelServing, logged } = setup();
    const ctx = context(input, {
      secrets: { accessKey: 'AK', secretKey: SECRET },
    });
    await createConnectionCreateAction(options).handler(ctx);
    expect(modelServing.calls[0].argument).toMatchObject({
      values: {
        AWS_ACCESS_KEY_ID: 'AK',
        AWS_SECRET_ACCESS_KEY: SECRET,
        AWS_S3_ENDPOINT: 'http://localhost:9000',
        AWS_S3_BUCKET: 'models',
      },
    });
    expect(JSON.stringify(outputsOf(ctx)) + logged.join()).not.toContain(
      SECRET,
    );
  });

  it('names the secrets that are missing', async () => {
    const { options, context, modelServing } = setup();
    await expect(
      createConnectionCreateAction(options).handler(
        context(input, { secrets: { accessKey: 'AK' } }),
      ),
    ).rejects.toThrow('secrets.secretKey (Secret key)');
    expect(modelServing.calls).toEqual([]);
  });

  it('dry run makes nothing', async () => {
    const { options, context, modelServing } = setup();
    await createConnectionCreateAction(options).handler(
      context(input, {
        isDryRun: true,
        secrets: { accessKey: 'AK', secretKey: SECRET },
      }),
    );
    expect(modelServing.connections.size).toBe(0);
  });
});

describe('model-serving:connection:create of other types', () => {
  const place = { namespace: 'demo', name: 'place' };

  it.each`
    type        | input                                                 | secrets                                 | values
    ${'uri-v1'} | ${{ uri: 'https://a.test/m' }}                        | ${{}}                                   | ${{ URI: 'https://a.test/m' }}
    ${'uri-v1'} | ${{ uri: 'https://a.test/m' }}                        | ${{ headers: 'X-Token: t' }}            | ${{ URI: 'https://a.test/m', headers: 'X-Token: t' }}
    ${'oci-v1'} | ${{ registry: 'quay.io/team', accessType: ['Pull'] }} | ${{ dockerConfig: '{"auths":{}}' }}     | ${{ OCI_HOST: 'quay.io/team', ACCESS_TYPE: '["Pull"]', '.dockerconfigjson': '{"auths":{}}' }}
    ${'oci-v1'} | ${{ registry: 'quay.io/team' }}                       | ${{ username: 'mona', password: 'pw' }} | ${{ OCI_HOST: 'quay.io/team', '.dockerconfigjson': '{"auths":{"quay.io":{"auth":"bW9uYTpwdw=="}}}' }}
  `('$type with $secrets', async ({ type, input, secrets, values }) => {
    const { options, context, modelServing } = setup();
    await createConnectionCreateAction(options).handler(
      context({ ...place, type, ...input }, { secrets }),
    );
    expect(modelServing.calls[0].argument).toMatchObject({ type, values });
  });

  it.each`
    type        | input                      | secrets                 | missing
    ${'s3'}     | ${{ bucket: 'models' }}    | ${{}}                   | ${'input.endpoint'}
    ${'uri-v1'} | ${{}}                      | ${{}}                   | ${'input.uri'}
    ${'oci-v1'} | ${{ registry: 'quay.io' }} | ${{ username: 'mona' }} | ${'secrets.dockerConfig'}
  `('$type says that $missing is missing', async row => {
    const { options, context, modelServing } = setup();
    await expect(
      createConnectionCreateAction(options).handler(
        context(
          { ...place, type: row.type, ...row.input },
          { secrets: row.secrets },
        ),
      ),
    ).rejects.toThrow(row.missing);
    expect(modelServing.calls).toEqual([]);
  });
});

describe('model-serving:connection:rotate', () => {
  const place = { namespace: 'demo', name: 'bucket' };

  async function withBucket() {
    const all = setup();
    await createConnectionCreateAction(all.options).handler(
      all.context(
        { ...place, endpoint: 'http://localhost:9000', bucket: 'models' },
        { secrets: { accessKey: 'AK', secretKey: 'old' } },
      ),
    );
    return all;
  }

  it('sends the secrets that are given, and lets them go nowhere else', async () => {
    const { options, context, modelServing, logged } = await withBucket();
    const ctx = context(
      { ...place, restart: true },
      { secrets: { secretKey: SECRET } },
    );
    await createConnectionRotateAction(options).handler(ctx);
    expect(modelServing.calls.at(-1)).toEqual({
      method: 'rotateConnection',
      argument: { restart: true, values: { AWS_SECRET_ACCESS_KEY: SECRET } },
    });
    expect(outputsOf(ctx)).toMatchObject({ rotated: true });
    expect(logged.join()).toContain('demo/iris: Its replica keeps serving.');
    expect(JSON.stringify(outputsOf(ctx)) + logged.join()).not.toContain(
      SECRET,
    );
  });

  it('fails if the new values do not pass their test', async () => {
    const { options, context, modelServing } = await withBucket();
    modelServing.rotationTest = { ok: false, steps: [], message: 'wrong key' };
    await expect(
      createConnectionRotateAction(options).handler(
        context(place, { secrets: { secretKey: SECRET } }),
      ),
    ).rejects.toThrow('Nothing was changed. wrong key');
  });

  it('names the secrets that it could take', async () => {
    const { options, context } = await withBucket();
    await expect(
      createConnectionRotateAction(options).handler(context(place)),
    ).rejects.toThrow(
      'secrets.accessKey (Access key) or secrets.secretKey (Secret key) missing',
    );
  });

  it('does not guess about a connection that is not there', async () => {
    const { options, context } = setup();
    await expect(
      createConnectionRotateAction(options).handler(
        context(place, { secrets: { secretKey: SECRET } }),
      ),
    ).rejects.toThrow('there is no connection demo/bucket');
  });

  it('dry run changes nothing', async () => {
    const { options, context, modelServing } = await withBucket();
    const ctx = context(place, {
      isDryRun: true,
      secrets: { secretKey: SECRET },
    });
    await createConnectionRotateAction(options).handler(ctx);
    expect(modelServing.calls.at(-1)?.argument).toMatchObject({ dryRun: true });
    expect(outputsOf(ctx)).toMatchObject({ rotated: false });
  });
});
