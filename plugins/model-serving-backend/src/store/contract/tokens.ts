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
      const { uid, ref } = await stores().resources.create(
        'InferenceService',
        'local',
        service,
        { action: 'create' },
      );
      return { uid, ref };
    };
    const tokenOf = (
      { uid }: { readonly uid: string },
      more: Partial<NewToken> = {},
    ): NewToken => {
      const id = `t${++count}`;
      return {
        id,
        cluster: 'local',
        scopes: [{ uid }],
        name: id,
        hash: `hash of ${id}`,
        start: 'greenroom_abcd',
        verbs: ['infer'],
        ...more,
      };
    };

    it('come back as they were made, newest first, never with a hash', async () => {
      const { tokens } = stores();
      const iris = await deploy('iris');
      const first = await tokens.add(
        tokenOf(iris, {
          name: 'Shop',
          consumer: 'component:default/shop',
          limit: { requests: 5, seconds: 60 },
          expiresAt: clock().now() + DAY,
        }),
        ALICE,
      );
      await clock().advance(1);
      const second = await tokens.add(tokenOf(iris), ALICE);
      expect(first).toEqual({
        id: first.id,
        family: first.id,
        cluster: 'local',
        name: 'Shop',
        start: 'greenroom_abcd',
        verbs: ['infer'],
        scopes: [{ kind: 'InferenceService', ...iris }],
        consumer: 'component:default/shop',
        limit: { requests: 5, seconds: 60 },
        createdAt: clock().now() - 1,
        createdBy: 'user:default/alice',
        expiresAt: clock().now() - 1 + DAY,
        requests: 0,
        errors: 0,
        refused: 0,
      });
      await expect(tokens.list(iris)).resolves.toEqual([second, first]);
      await expect(
        tokens.listFor({ consumer: 'component:default/shop' }),
      ).resolves.toEqual([first]);
      await expect(
        tokens.listFor({ createdBy: 'user:default/alice' }),
      ).resolves.toHaveLength(2);
      await expect(tokens.get(first.id)).resolves.toEqual(first);
      await expect(tokens.get('other')).resolves.toBeUndefined();
    });

    it('have a name of their own in their deployment, whatever its case, until they are revoked', async () => {
      const { tokens } = stores();
      const [iris, digits] = [await deploy('iris'), await deploy('digits')];
      const shop = await tokens.add(tokenOf(iris, { name: 'Shop' }), ALICE);
      await tokens.add(tokenOf(digits, { name: 'shop' }), ALICE);
      const again = () => tokens.add(tokenOf(iris, { name: 'SHOP' }), ALICE);
      await expect(again()).rejects.toMatchObject({ name: 'ConflictError' });
      await tokens.revoke([shop.id], ALICE);
      await expect(again()).resolves.toMatchObject({ name: 'SHOP' });
    });

    it('of one name are made once by many who ask at once', async () => {
      const { tokens } = stores();
      const iris = await deploy('iris');
      const results = await Promise.allSettled(
        [1, 2, 3].map(() => tokens.add(tokenOf(iris, { name: 'shop' }), ALICE)),
      );
      expect(results.filter(r => r.status === 'fulfilled')).toHaveLength(1);
      await expect(tokens.list(iris)).resolves.toHaveLength(1);
    });

    it('are replaced once, and the old value is good for as long as was said', async () => {
      const { tokens } = stores();
      const iris = await deploy('iris');
      const old = await tokens.add(
        tokenOf(iris, { name: 'shop', expiresAt: clock().now() + DAY }),
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
      const iris = await deploy('iris');
      const expiresAt = clock().now() + DAY;
      const [one, two] = [
        await tokens.add(tokenOf(iris), ALICE),
        await tokens.add(tokenOf(iris, { expiresAt }), ALICE),
      ];
      const revoke = (id: string) => tokens.revoke([id], ALICE);
      await expect(revoke('other')).resolves.toBe(0);
      await expect(revoke(one.id)).resolves.toBe(1);
      await expect(revoke(one.id)).resolves.toBe(0);
      await expect(tokens.get(one.id)).resolves.toMatchObject({
        revokedAt: clock().now(),
        revokedBy: 'user:default/alice',
      });
      const active = await tokens.active('local', expiresAt - 1);
      expect(active.map(({ id }) => id)).toEqual([two.id]);
      await expect(tokens.active('local', expiresAt)).resolves.toEqual([]);
    });

    it('say that something changed', async () => {
      const { tokens } = stores();
      const iris = await deploy('iris');
      const versions = [await tokens.version()];
      const { id } = await tokens.add(tokenOf(iris), ALICE);
      versions.push(await tokens.version());
      await tokens.revoke([id], ALICE);
      versions.push(await tokens.version());
      expect(new Set(versions).size).toBe(3);
      await tokens.use([{ id, requests: 1, errors: 0, refused: 0 }], 1);
      await expect(tokens.version()).resolves.toBe(versions[2]);
    });

    it('add up their use', async () => {
      const { tokens } = stores();
      const iris = await deploy('iris');
      const { id } = await tokens.add(tokenOf(iris), ALICE);
      const use = { id, requests: 3, errors: 1, refused: 2 };
      await tokens.use([use, { ...use, id: 'gone' }], 1_000);
      await tokens.use([use], 2_000);
      await expect(tokens.get(id)).resolves.toMatchObject({
        requests: 6,
        errors: 2,
        refused: 4,
        lastUsedAt: 2_000,
      });
    });

    it('go with their deployment, and what ended long ago with the next one', async () => {
      const { tokens, resources } = stores();
      const iris = await deploy('iris');
      const { id } = await tokens.add(tokenOf(iris), ALICE);
      await tokens.revoke([id], ALICE);
      await clock().advance(31 * DAY);
      const next = await tokens.add(tokenOf(iris), ALICE);
      await expect(tokens.list(iris)).resolves.toEqual([next]);
      const version = await tokens.version();
      await resources.remove(iris.uid);
      // Who gets the name next is not opened by what went
      await expect(tokens.version()).resolves.not.toBe(version);
      await expect(tokens.list(iris)).resolves.toEqual([]);
      await deploy('iris');
      await expect(tokens.active('local', 0)).resolves.toEqual([]);
    });

    it('open several, and all of a namespace, each listed where it opens something', async () => {
      const { tokens } = stores();
      const [iris, digits] = [await deploy('iris'), await deploy('digits')];
      const both = await tokens.add(
        tokenOf(iris, {
          scopes: [{ uid: iris.uid }, { uid: digits.uid }],
          name: 'shop',
        }),
        ALICE,
      );
      expect(both.scopes).toEqual([
        { kind: 'InferenceService', ...digits },
        { kind: 'InferenceService', ...iris },
      ]);
      await clock().advance(1);
      const all = await tokens.add(
        tokenOf(iris, { scopes: [{ namespace: 'demo' }] }),
        ALICE,
      );
      expect(all.scopes).toEqual([{ kind: 'Namespace', namespace: 'demo' }]);
      await expect(tokens.list(digits)).resolves.toEqual([all, both]);
      await expect(
        tokens.list({ uid: 'u', ref: { cluster: 'local', namespace: 'prod' } }),
      ).resolves.toEqual([]);
      await expect(
        tokens.list({ uid: 'u', ref: { cluster: 'far', namespace: 'demo' } }),
      ).resolves.toEqual([]);
      const active = await tokens.active('local', clock().now());
      expect(active.map(({ id, scopes }) => [id, scopes])).toEqual([
        [all.id, all.scopes],
        [both.id, both.scopes],
      ]);
      await expect(
        tokens.add(tokenOf(digits, { name: 'Shop' }), ALICE),
      ).rejects.toMatchObject({ name: 'ConflictError' });
    });

    it('stay until the last that they name is gone, and longer where they open a namespace', async () => {
      const { tokens, resources } = stores();
      const [iris, digits] = [await deploy('iris'), await deploy('digits')];
      const scopes = [{ uid: iris.uid }, { uid: digits.uid }];
      const both = await tokens.add(tokenOf(iris, { scopes }), ALICE);
      const all = await tokens.add(
        tokenOf(iris, { scopes: [{ namespace: 'demo' }] }),
        ALICE,
      );
      await resources.remove(iris.uid);
      await expect(tokens.get(both.id)).resolves.toMatchObject({
        scopes: [{ kind: 'InferenceService', ...digits }],
      });
      await resources.remove(digits.uid);
      await expect(tokens.get(both.id)).resolves.toBeUndefined();
      await expect(tokens.get(all.id)).resolves.toEqual(all);
      await expect(
        tokens.add(tokenOf(iris, { scopes }), ALICE),
      ).rejects.toMatchObject({ name: 'NotFoundError' });
    });
  });
}
