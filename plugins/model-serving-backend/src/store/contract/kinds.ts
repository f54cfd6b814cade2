import type {
  InferenceGraph,
  ServingKind,
} from '@greenroom/backstage-plugin-model-serving-common';
import { testObserved, testRuntime, testService } from '../__testUtils__';
import type { ResourceFilter, StoreChange, Stores } from '../types';

const alice = { actor: 'user:default/alice', action: 'create' };

/** A graph of one service. */
function testGraph(
  name: string,
  more: { owner?: string; service?: string; namespace?: string } = {},
): InferenceGraph {
  return {
    apiVersion: 'serving.kserve.io/v1alpha1',
    kind: 'InferenceGraph',
    metadata: {
      name,
      namespace: more.namespace ?? 'demo',
      ...(more.owner && { annotations: { 'greenroom/owner': more.owner } }),
    },
    spec: {
      nodes: {
        root: {
          routerType: 'Sequence',
          steps: [{ serviceName: more.service ?? 'iris' }],
        },
      },
    },
  };
}

/** Resources of every kind of {@link Stores.resources}: lists over kinds, and writes that happen together. */
export function describeKinds(stores: () => Stores): void {
  describe('kinds', () => {
    const ALL: ServingKind[] = [
      'InferenceService',
      'InferenceGraph',
      'ServingRuntime',
      'ClusterServingRuntime',
    ];
    const create = <K extends ServingKind>(
      kind: K,
      object: Parameters<Stores['resources']['create']>[2],
    ) => stores().resources.create(kind, 'local', object as never, alice);

    const names = async (
      filter: Partial<ResourceFilter>,
      limit = 10,
    ): Promise<string[]> => {
      const found: string[] = [];
      let cursor: string | undefined;
      do {
        const page = await stores().resources.listResources(
          { visible: [{ kinds: ALL }], ...filter },
          { limit, cursor },
        );
        found.push(...page.items.map(({ kind, ref }) => `${kind} ${ref.name}`));
        cursor = page.nextCursor;
      } while (cursor !== undefined);
      return found;
    };

    it('are listed by kind and title, in pages, and filtered in the query', async () => {
      await create('InferenceGraph', testGraph('b', { owner: 'group:x/a' }));
      await create('InferenceGraph', testGraph('a', { namespace: 'prod' }));
      await create(
        'ClusterServingRuntime',
        testRuntime({ kind: 'ClusterServingRuntime', name: 'wide' }),
      );
      await create('InferenceService', testService({ name: 'iris' }));
      const everything = [
        'ClusterServingRuntime wide',
        'InferenceGraph a',
        'InferenceGraph b',
        'InferenceService iris',
      ];
      await expect(names({})).resolves.toEqual(everything);
      await expect(names({}, 1)).resolves.toEqual(everything);
      await expect(names({ namespaces: ['prod'] })).resolves.toEqual([
        'InferenceGraph a',
      ]);
      await expect(names({ namespaces: [''] })).resolves.toEqual([
        'ClusterServingRuntime wide',
      ]);
      await expect(names({ search: 'IRI' })).resolves.toEqual([
        'InferenceService iris',
      ]);
      await expect(names({ name: 'a' })).resolves.toEqual(['InferenceGraph a']);
      await expect(names({ clusters: ['far'] })).resolves.toEqual([]);
      await expect(names({ visible: [] })).resolves.toEqual([]);
    });

    it('are seen by what a policy says of each kind', async () => {
      await create('InferenceGraph', testGraph('mine', { owner: 'group:x/a' }));
      await create('InferenceGraph', testGraph('yours'));
      await create('InferenceService', testService({ name: 'iris' }));
      const visible: ResourceFilter['visible'] = [
        {
          kinds: ['InferenceGraph'],
          criteria: { key: 'owner', values: ['group:x/a'] },
        },
        { kinds: ['InferenceService'] },
      ];
      await expect(names({ visible })).resolves.toEqual([
        'InferenceGraph mine',
        'InferenceService iris',
      ]);
      const page = await stores().resources.listResources(
        { visible },
        { limit: 1 },
      );
      expect(page.totalItems).toBe(2);
    });

    it('do not list what only switches a built-in runtime', async () => {
      const override = testRuntime({
        kind: 'ClusterServingRuntime',
        name: 'built-in',
      });
      override.metadata.annotations = { 'greenroom/built-in': 'true' };
      await create('ClusterServingRuntime', override);
      await expect(names({})).resolves.toEqual([]);
    });

    it('are found by what they mention, as a whole value', async () => {
      await create('InferenceGraph', testGraph('one', { service: 'iris_%' }));
      await create('InferenceGraph', testGraph('two', { service: 'iris-two' }));
      const mentioning = async (text: string) =>
        (
          await stores().resources.mentioning('InferenceGraph', 'local', text)
        ).map(({ ref }) => ref.name);
      await expect(mentioning('iris_%')).resolves.toEqual(['one']);
      await expect(mentioning('iris-two')).resolves.toEqual(['two']);
      await expect(mentioning('iris')).resolves.toEqual([]);
      await expect(
        stores().resources.mentioning('InferenceGraph', 'far', 'iris-two'),
      ).resolves.toEqual([]);
    });

    it('know the users of a runtime: who runs on it, and who names it', async () => {
      const { resources } = stores();
      const running = async (name: string, version: string) => {
        const { uid } = await create('InferenceService', testService({ name }));
        const runtime = {
          kind: 'ClusterServingRuntime' as const,
          name: 'r',
          title: 'R',
          version,
        };
        await resources.updateObserved(
          uid,
          undefined,
          testObserved('ready', { runtime }),
        );
      };
      await running('a', '1');
      await running('b', '2');
      await create(
        'InferenceService',
        testService({ name: 'waiting', runtime: 'r' }),
      );
      await create(
        'InferenceService',
        testService({ name: 'other', runtime: 'r2' }),
      );
      const users = async (
        kind: 'ServingRuntime' | 'ClusterServingRuntime',
        namespace: string,
        owners?: string[],
      ) => {
        const page = await resources.listRuntimeUsers(
          { cluster: 'local', kind, namespace, name: 'r' },
          { limit: 10 },
          owners && { key: 'owner', values: owners },
        );
        return page.items.map(({ ref }) => ref.name);
      };
      await expect(users('ClusterServingRuntime', '')).resolves.toEqual([
        'a',
        'b',
        'waiting',
      ]);
      await expect(users('ServingRuntime', 'demo')).resolves.toEqual([
        'waiting',
      ]);
      await expect(users('ServingRuntime', 'prod')).resolves.toEqual([]);
      await expect(
        users('ClusterServingRuntime', '', ['group:x/a']),
      ).resolves.toEqual([]);
    });

    it('are written together or not at all', async () => {
      const { resources, history } = stores();
      const changes: StoreChange[] = [];
      const { object, uid } = await create('InferenceGraph', testGraph('old'));
      const stop = resources.subscribe(change => changes.push(change));
      const graph = testGraph('new');
      const changed = testGraph('old', { service: 'two' });
      const writes = (expectedResourceVersion: string) =>
        [
          {
            what: 'create',
            kind: 'InferenceGraph',
            object: graph,
            context: alice,
          },
          {
            what: 'replace',
            kind: 'InferenceGraph',
            ref: { cluster: 'local', namespace: 'demo', name: 'old' },
            expectedResourceVersion,
            object: changed,
            context: { ...alice, action: 'update', how: 'import' },
          },
        ] as const;
      await expect(
        resources.writeAll('local', writes('0-stale')),
      ).rejects.toThrow(/was changed since you read it/);
      await expect(names({})).resolves.toEqual(['InferenceGraph old']);
      expect(changes).toEqual([]);

      const current = object.metadata.resourceVersion ?? '';
      const [made, replaced] = await resources.writeAll(
        'local',
        writes(current),
      );
      expect(made).toMatchObject({ ref: { name: 'new' } });
      expect(replaced).toMatchObject({
        uid,
        object: { metadata: { generation: 2 } },
      });
      expect(changes.map(({ ref, what }) => `${what} ${ref.name}`)).toEqual([
        'spec new',
        'spec old',
      ]);
      await expect(history.list(uid, 10)).resolves.toMatchObject([
        { action: 'update', how: 'import', changes: ['spec.nodes.root.steps'] },
        { action: 'create' },
      ]);
      stop();
    });

    it('refuse a taken name among several writes, and delete at once with a row of history', async () => {
      const { resources, history } = stores();
      const { uid, ref } = await create('InferenceGraph', testGraph('g'));
      await expect(
        resources.writeAll('local', [
          {
            what: 'create',
            kind: 'InferenceGraph',
            object: testGraph('g'),
            context: alice,
          },
        ]),
      ).rejects.toThrow(/InferenceGraph local\/demo\/g exists already/);
      const deletion = {
        what: 'delete',
        kind: 'InferenceGraph',
        ref,
        context: { actor: alice.actor, action: 'delete' },
      } as const;
      await resources.writeAll('local', [deletion]);
      await expect(
        resources.get('InferenceGraph', ref),
      ).resolves.toBeUndefined();
      await expect(history.list(uid, 10)).resolves.toMatchObject([
        { action: 'delete', actor: alice.actor },
        { action: 'create' },
      ]);
      await expect(resources.writeAll('local', [deletion])).rejects.toThrow(
        /there is no InferenceGraph local\/demo\/g/,
      );
    });

    it('move their generation with anything but metadata', async () => {
      const container = {
        apiVersion: 'serving.kserve.io/v1alpha1',
        kind: 'ClusterStorageContainer' as const,
        metadata: { name: 'c' },
        spec: { container: { name: 'c' }, supportedUriFormats: [] },
      };
      const { ref, object } = await create(
        'ClusterStorageContainer',
        container,
      );
      const off = await stores().resources.update(
        'ClusterStorageContainer',
        ref,
        object.metadata.resourceVersion ?? '',
        { ...container, disabled: true },
        alice,
      );
      expect(off.object.metadata.generation).toBe(2);
      const labelled = await stores().resources.update(
        'ClusterStorageContainer',
        ref,
        off.object.metadata.resourceVersion ?? '',
        {
          ...container,
          disabled: true,
          metadata: { name: 'c', labels: { a: 'b' } },
        },
        alice,
      );
      expect(labelled.object.metadata.generation).toBe(2);
    });
  });
}
