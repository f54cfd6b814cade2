import { TestDatabases } from '@backstage/backend-test-utils';
import { Lifeline, mortalStores } from '../testing/Lifeline';
import { createTestStores } from '../store/__testUtils__';
import { splitConnection } from './connectionObject';
import { ConnectionWriter } from './ConnectionWriter';

jest.setTimeout(300_000);

const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_15'] });
const actor = 'user:default/ada';
const ref = { cluster: 'local', namespace: 'demo', name: 'bucket' };
const input = {
  namespace: 'demo',
  name: 'bucket',
  type: 's3' as const,
  values: {
    AWS_S3_ENDPOINT: 'http://localhost:9000',
    AWS_S3_BUCKET: 'models',
    AWS_ACCESS_KEY_ID: 'key',
    AWS_SECRET_ACCESS_KEY: 'old',
  },
};
const verified = { state: 'verified' as const, at: '2026-11-21T12:00:00Z' };

describe.each(databases.eachSupportedId())('a rotation on %s', id => {
  it('is whole or not there, whichever of its effects was the last of its process', async () => {
    const { stores, clock } = await createTestStores(await databases.init(id));
    const writer = new ConnectionWriter({ stores, clock });
    const read = async () => {
      const stored = await stores.resources.get('Connection', ref);
      if (!stored) throw new Error('it is gone');
      return stored;
    };
    const rotated = { values: { AWS_SECRET_ACCESS_KEY: 'new' } };
    let effects = 0;
    for (let wasKilled = true; wasKilled; effects++) {
      const { uid } = await writer.create(
        'local',
        splitConnection(input),
        actor,
      );
      await writer.keepTest(uid, verified);

      const life = new Lifeline(effects);
      await new ConnectionWriter({ stores: mortalStores(stores, life), clock })
        .change(read, rotated, actor)
        .catch(() => undefined);
      wasKilled = life.isOver;

      const secret = (await stores.secrets.get(uid)).AWS_SECRET_ACCESS_KEY;
      const [last] = await stores.history.list(uid, 1);
      const { state } = (await read()).object.status?.test ?? {};
      // The value, who rotated it and what is known of it belong together.
      expect([
        { action: 'create', secret: 'old', state: 'verified' },
        { action: 'create', secret: 'old', state: 'not-tested' },
        { action: 'rotate', secret: 'new', state: 'not-tested' },
      ]).toContainEqual({ action: last.action, secret, state });

      await writer.change(read, rotated, actor, verified);
      await expect(stores.secrets.get(uid)).resolves.toMatchObject({
        AWS_SECRET_ACCESS_KEY: 'new',
      });
      await stores.resources.remove(uid);
    }
    // Otherwise nothing was killed in the middle of anything
    expect(effects).toBeGreaterThan(2);
  });
});
