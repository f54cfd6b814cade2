import { testService } from '../__testUtils__';
import type { FakeClock } from '../../testing';
import type { NewToken, Stores } from '../types';

const DAY = 24 * 60 * 60 * 1000;
const ALICE = 'user:default/alice';

/** Tokens of {@link Stores}. */
export function describeTokens(
  stores: () => Stores,
  clock: () => FakeClock,
): void {
  describe('tokens', () => {
    let count = 0;
    const deploy = async (name: string) => {
      const service = testService({ name });
      const { uid } = await stores().resources.create(
        'InferenceService',
        'local',
        service,
        { action: 'create' },
      );
      return uid;
    };
    const tokenOf = (uid: string, more: Partial<NewToken> = {}): NewToken => {
      const id = `t${++count}`;
      return {
        id,
        uid,
        name: id,
        hash: `hash of ${id}`,
        start: 'greenroom_abcd',
        verbs: ['infer'],
        ...more,
      };
    };

    it('come back as they were made, newest first, never with a hash', async () => {
      const { tokens } = stores();
      const uid = await deploy('iris');
      const first = await tokens.add(
        tokenOf(uid, {
          name: 'Shop',
          consumer: 'component:default/shop',
          limit: { requests: 5, seconds: 60 },
          expiresAt: clock().now() + DAY,
        }),
        ALICE,
      );
      await clock().advance(1);
      const second = await tokens.add(tokenOf(uid), ALICE);
      expect(first).toEqual({
        id: first.id,
        family: first.id,
        uid,
        name: 'Shop',
        start: 'greenroom_abcd',
        verbs: ['infer'],
        deployment: { cluster: 'local', namespace: 'demo', name: 'iris' },
        consumer: 'component:default/shop',
        limit: { requests: 5, seconds: 60 },
        createdAt: clock().now() - 1,
        createdBy: 'user:default/alice',
        expiresAt: clock().now() - 1 + DAY,
        requests: 0,
        errors: 0,
        refused: 0,
      });
      await expect(tokens.list(uid)).resolves.toEqual([second, first]);
      await expect(
        tokens.listFor({ consumer: 'component:default/shop' }),
      ).resolves.toEqual([first]);
      await expect(
        tokens.listFor({ createdBy: 'user:default/alice' }),
      ).resolves.toHaveLength(2);
      await expect(tokens.get(uid, first.id)).resolves.toEqual(first);
      await expect(tokens.get('other', first.id)).resolves.toBeUndefined();
    });

    it('have a name of their own in their deployment, whatever its case, until they are revoked', async () => {
      const { tokens } = stores();
      const [iris, digits] = [await deploy('iris'), await deploy('digits')];
      const shop = await tokens.add(tokenOf(iris, { name: 'Shop' }), ALICE);
      await tokens.add(tokenOf(digits, { name: 'shop' }), ALICE);
      const again = () => tokens.add(tokenOf(iris, { name: 'SHOP' }), ALICE);
      await expect(again()).rejects.toMatchObject({ name: 'ConflictError' });
      await tokens.revoke(iris, [shop.id], ALICE);
      await expect(again()).resolves.toMatchObject({ name: 'SHOP' });
    });

    it('of one name are made once by many who ask at once', async () => {
      const { tokens } = stores();
      const uid = await deploy('iris');
      const results = await Promise.allSettled(
        [1, 2, 3].map(() => tokens.add(tokenOf(uid, { name: 'shop' }), ALICE)),
      );
      expect(results.filter(r => r.status === 'fulfilled')).toHaveLength(1);
      await expect(tokens.list(uid)).resolves.toHaveLength(1);
    });

    it('are replaced once, and the old value is good for as long as was said', async () => {
      const { tokens } = stores();
      const uid = await deploy('iris');
      const old = await tokens.add(
        tokenOf(uid, { name: 'shop', expiresAt: clock().now() + DAY }),
        ALICE,
      );
      const endsAt = clock().now() + 1_000;
      const replace = (id: string) =>
        tokens.replace(
          old.id,
          endsAt,
          { id, hash: id, start: 'greenroom_wxyz' },
          ALICE,
        );
      const next = await replace('next');
      expect(next).toMatchObject({
        id: 'next',
        family: old.id,
        name: 'shop',
        verbs: ['infer'],
      });
      expect(next.expiresAt).toBeUndefined();
      await expect(replace('other')).rejects.toMatchObject({
        name: 'ConflictError',
      });
      const active = () => tokens.active('local', clock().now());
      await expect(active()).resolves.toEqual([
        expect.objectContaining({ id: 'next', hash: 'next', family: old.id }),
        expect.objectContaining({ id: old.id, expiresAt: endsAt }),
      ]);
      await clock().advance(1_000);
      await expect(active()).resolves.toHaveLength(1);
      await expect(tokens.active('other', 0)).resolves.toEqual([]);
    });

    it('that are revoked or expired open nothing; revoking again changes nothing', async () => {
      const { tokens } = stores();
      const uid = await deploy('iris');
      const expiresAt = clock().now() + DAY;
      const [one, two] = [
        await tokens.add(tokenOf(uid), ALICE),
        await tokens.add(tokenOf(uid, { expiresAt }), ALICE),
      ];
      const revoke = (id: string, of = uid) => tokens.revoke(of, [id], ALICE);
      await expect(revoke(one.id, 'other')).resolves.toBe(0);
      await expect(revoke(one.id)).resolves.toBe(1);
      await expect(revoke(one.id)).resolves.toBe(0);
      await expect(tokens.get(uid, one.id)).resolves.toMatchObject({
        revokedAt: clock().now(),
        revokedBy: 'user:default/alice',
      });
      const active = await tokens.active('local', expiresAt - 1);
      expect(active.map(({ id }) => id)).toEqual([two.id]);
      await expect(tokens.active('local', expiresAt)).resolves.toEqual([]);
    });

    it('say that something changed', async () => {
      const { tokens } = stores();
      const uid = await deploy('iris');
      const versions = [await tokens.version()];
      const { id } = await tokens.add(tokenOf(uid), ALICE);
      versions.push(await tokens.version());
      await tokens.revoke(uid, [id], ALICE);
      versions.push(await tokens.version());
      expect(new Set(versions).size).toBe(3);
      await tokens.use([{ id, requests: 1, errors: 0, refused: 0 }], 1);
      await expect(tokens.version()).resolves.toBe(versions[2]);
    });

    it('add up their use', async () => {
      const { tokens } = stores();
      const uid = await deploy('iris');
      const { id } = await tokens.add(tokenOf(uid), ALICE);
      const use = { id, requests: 3, errors: 1, refused: 2 };
      await tokens.use([use, { ...use, id: 'gone' }], 1_000);
      await tokens.use([use], 2_000);
      await expect(tokens.get(uid, id)).resolves.toMatchObject({
        requests: 6,
        errors: 2,
        refused: 4,
        lastUsedAt: 2_000,
      });
    });

    it('go with their deployment, and what ended long ago with the next one', async () => {
      const { tokens, resources } = stores();
      const uid = await deploy('iris');
      const { id } = await tokens.add(tokenOf(uid), ALICE);
      await tokens.revoke(uid, [id], ALICE);
      await clock().advance(31 * DAY);
      const next = await tokens.add(tokenOf(uid), ALICE);
      await expect(tokens.list(uid)).resolves.toEqual([next]);
      await resources.remove(uid);
      await expect(tokens.list(uid)).resolves.toEqual([]);
      await deploy('iris');
      await expect(tokens.active('local', 0)).resolves.toEqual([]);
    });
  });
}
