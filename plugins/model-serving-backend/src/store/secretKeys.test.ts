import { randomBytes } from 'node:crypto';
import { mockServices, TestDatabases } from '@backstage/backend-test-utils';
import type { Knex } from 'knex';
import type { SecretKey } from '../secrets';
import { systemClock } from '../time';
import { DatabaseStores } from './DatabaseStores';

const databases = TestDatabases.create({ ids: ['SQLITE_3', 'POSTGRES_15'] });
const [a, b, c] = ['a', 'b', 'c'].map(id => ({ id, key: randomBytes(32) }));

describe.each(databases.eachSupportedId())('secret keys on %s', id => {
  let db: Knex;

  const withKeys = async (...secretKeys: SecretKey[]) => {
    const stores = await DatabaseStores.create({
      database: mockServices.database.mock({ getClient: async () => db }),
      secretKeys,
      clock: systemClock,
      logger: mockServices.logger.mock(),
    });
    return stores.secrets;
  };
  const bytesOf = async (uid: string): Promise<string> => {
    const row = await db('secrets').where({ uid }).first();
    const stored = Buffer.from(row.ciphertext, 'base64').toString('latin1');
    return `${JSON.stringify(row)}${stored}`;
  };

  beforeAll(async () => {
    db = await databases.init(id);
    await withKeys(a);
  });
  beforeEach(() => db('secrets').delete());

  it('keep values and their names unreadable in the stored bytes', async () => {
    const secrets = await withKeys(a);
    await secrets.put('u1', { AWS_SECRET_ACCESS_KEY: 'find-me-if-you-can' });
    const bytes = await bytesOf('u1');
    expect(bytes).not.toContain('find-me');
    expect(bytes).not.toContain('AWS_SECRET_ACCESS_KEY');
    await expect(secrets.get('u1')).resolves.toEqual({
      AWS_SECRET_ACCESS_KEY: 'find-me-if-you-can',
    });
  });

  it('are exchanged: new writes use the first, old rows move to it, then the old key may go', async () => {
    const before = await withKeys(a);
    for (const uid of ['u1', 'u2', 'u3']) await before.put(uid, { of: uid });
    const old = await bytesOf('u2');

    const both = await withKeys(b, a);
    await both.put('u4', { of: 'u4' });
    await expect(both.countByKey()).resolves.toEqual(
      new Map([
        ['a', 3],
        ['b', 1],
      ]),
    );
    await expect(withKeys(b)).rejects.toThrow(
      /lacks 'a' \(3 stored secrets\).*Add the key back.*secret-keys.*lost for good/,
    );

    const first = await both.reencrypt(2, undefined);
    expect(first).toEqual({ count: 2, failed: [], after: 'u2' });
    await expect(both.reencrypt(2, first.after)).resolves.toEqual({
      count: 1,
      failed: [],
    });
    await expect(both.countByKey()).resolves.toEqual(new Map([['b', 4]]));
    expect(await bytesOf('u2')).not.toBe(old);

    const after = await withKeys(b);
    for (const uid of ['u1', 'u2', 'u3', 'u4']) {
      await expect(after.get(uid)).resolves.toEqual({ of: uid });
    }
  });

  it('move on past a row that was tampered with, and say which it is', async () => {
    const before = await withKeys(a);
    for (const uid of ['u1', 'u2']) await before.put(uid, { of: uid });
    const { ciphertext } = await db('secrets').where({ uid: 'u2' }).first();
    await db('secrets').where({ uid: 'u1' }).update({ ciphertext });
    const both = await withKeys(b, a);
    await expect(both.reencrypt(10, undefined)).resolves.toMatchObject({
      count: 1,
      failed: ['u1'],
    });
    await expect(both.get('u2')).resolves.toEqual({ of: 'u2' });
  });

  it('do not undo what was written while a row was moved', async () => {
    const before = await withKeys(a);
    await before.put('u1', { v: 'old' });
    const both = await withKeys(b, a);
    const moving = both.reencrypt(10, undefined);
    const writing = both.put('u1', { v: 'new' });
    await Promise.all([moving, writing]);
    await expect(both.get('u1')).resolves.toEqual({ v: 'new' });
  });

  it('take several old keys at once', async () => {
    await (await withKeys(a)).put('u1', { v: '1' });
    await (await withKeys(b, a)).put('u2', { v: '2' });
    const all = await withKeys(c, b, a);
    await all.reencrypt(10, undefined);
    await expect(all.countByKey()).resolves.toEqual(new Map([['c', 2]]));
    await expect((await withKeys(c)).get('u1')).resolves.toEqual({ v: '1' });
  });

  it('write within a transaction: what it takes back was never there', async () => {
    const secrets = await withKeys(a);
    await expect(
      db.transaction(async tx => {
        await secrets.put('u9', { v: 'x' }, tx);
        throw new Error('stopped');
      }),
    ).rejects.toThrow('stopped');
    await expect(secrets.get('u9')).resolves.toEqual({});
  });
});
