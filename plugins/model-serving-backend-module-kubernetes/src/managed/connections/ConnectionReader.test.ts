import type { KubeClient } from '../../client';
import { ConnectionReader } from './ConnectionReader';

const METADATA = {
  labels: { 'opendatahub.io/dashboard': 'true' },
  annotations: { 'opendatahub.io/connection-type-ref': 's3' },
};

const MINUTE = 60_000;

function setup(answer: () => object) {
  const asked: string[] = [];
  let now = 1_000_000;
  const client: Pick<KubeClient, 'json'> = {
    json: async <T>(path: string) => {
      asked.push(path);
      return answer() as T;
    },
  };
  const reader = new ConnectionReader({ client, now: () => now });
  return {
    reader,
    asked,
    pass: (ms: number) => {
      now += ms;
    },
  };
}

describe('ConnectionReader', () => {
  it('asks for metadata twice an hour, however often it is asked', async () => {
    const { reader, asked, pass } = setup(() => ({ metadata: METADATA }));
    const told = { type: 's3', typeName: 's3' };
    await expect(reader.read('demo', 'bucket')).resolves.toEqual(told);
    pass(30 * MINUTE - 1);
    await expect(reader.read('demo', 'bucket')).resolves.toEqual(told);
    expect(asked).toEqual([
      '/api/v1/namespaces/demo/secrets/bucket?dryRun=All',
    ]);
    pass(1);
    await reader.read('demo', 'bucket');
    expect(asked).toHaveLength(2);
    await reader.read('shop', 'bucket');
    expect(asked[2]).toContain('/namespaces/shop/');
  });

  it('says why it knows nothing, and fails nobody', async () => {
    let isForbidden = true;
    const { reader, pass } = setup(() => {
      if (isForbidden) throw new Error('secrets "bucket" is forbidden');
      return { metadata: METADATA };
    });
    const problem =
      'its Secret could not be asked for: secrets "bucket" is forbidden';
    await expect(reader.read('demo', 'bucket')).resolves.toEqual({ problem });
    isForbidden = false;
    pass(5 * MINUTE - 1);
    await expect(reader.read('demo', 'bucket')).resolves.toEqual({ problem });
    pass(1);
    await expect(reader.read('demo', 'bucket')).resolves.toMatchObject({
      type: 's3',
    });
  });

  it('keeps as many as there is room for', async () => {
    const { reader, asked } = setup(() => ({ metadata: METADATA }));
    for (let i = 0; i < 2_001; i++) await reader.read('demo', `c${i}`);
    await reader.read('demo', 'c2000');
    expect(asked).toHaveLength(2_001);
    await reader.read('demo', 'c0');
    expect(asked).toHaveLength(2_002);
  });
});
