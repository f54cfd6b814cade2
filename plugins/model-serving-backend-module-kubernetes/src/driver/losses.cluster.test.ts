import type { RevisionSpec } from '@greenroom/backstage-plugin-model-serving-node';
import { ClusterTestBed, onCluster } from '../__testUtils__/ClusterTestBed';
import { PlayedNode } from '../__testUtils__/PlayedNode';
import { untilPasses } from '../__testUtils__/untilPasses';
import type { KubernetesDriver } from './KubernetesDriver';

jest.setTimeout(600_000);

/** A cluster waits for most of a minute before it takes a node for gone. */
const DEADLINE_MS = 180_000;

onCluster(
  'what is said of pods that their node throws out, or takes along',
  () => {
    let bed: ClusterTestBed;
    let driver: KubernetesDriver;
    let node: PlayedNode;

    beforeEach(async () => {
      bed = await ClusterTestBed.create();
      driver = await bed.started();
      node = await PlayedNode.join(bed.client);
    });

    afterEach(async () => {
      // Nobody else says that its pods have ended.
      const replicas = driver.facts().flatMap(facts => facts.replicas);
      await bed.close();
      for (const { id } of replicas) await bed.deletePod(id).catch(() => {});
      await node.leave();
    });

    const onNode = (): RevisionSpec => {
      const spec = bed.revision('a');
      return {
        ...spec,
        pod: { ...spec.pod, spec: { ...spec.pod.spec, ...node.placement } },
      };
    };
    const factsOf = ({ service }: RevisionSpec) => driver.facts(service)[0];
    const untilPlaced = async (spec: RevisionSpec, except?: string) => {
      let placed = '';
      await untilPasses(async () => {
        const replica = factsOf(spec).replicas.find(
          ({ id, location }) => location === node.name && id !== except,
        );
        expect(replica).toBeDefined();
        placed = replica?.id ?? '';
      });
      return placed;
    };

    it('is Evicted until another replica is ready', async () => {
      const spec = onNode();
      await driver.apply(spec, 1);
      const first = await untilPlaced(spec);
      await node.runs(bed.namespace, first);
      await untilPasses(async () =>
        expect(factsOf(spec).replicas[0].state).toBe('ready'),
      );
      await node.evicts(bed.namespace, first);
      await untilPasses(async () =>
        expect(factsOf(spec).failure).toMatchObject({
          code: 'Evicted',
          message: expect.stringContaining('low on resource: memory'),
        }),
      );
      const next = await untilPlaced(spec, first);
      await node.runs(bed.namespace, next);
      await untilPasses(async () =>
        expect(factsOf(spec).failure).toBeUndefined(),
      );
    });

    it('is NodeLost when the node says nothing any more', async () => {
      const spec = onNode();
      await driver.apply(spec, 1);
      const lost = await untilPlaced(spec);
      await node.runs(bed.namespace, lost);
      await untilPasses(async () => {
        expect(factsOf(spec).failure).toMatchObject({
          code: 'NodeLost',
          message: expect.stringContaining(node.name),
        });
        expect(factsOf(spec).replicas[0].state).toBe('unready');
      }, DEADLINE_MS);
    });
  },
);
