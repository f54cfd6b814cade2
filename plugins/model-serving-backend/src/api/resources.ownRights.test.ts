import { stringify } from 'yaml';
import type { WriteContext } from '../store';
import { testRuntime, testService } from '../store/__testUtils__';
import { ApiTestBed, type Caller } from './__testUtils__';

const owner = 'group:default/a';
const graph = {
  apiVersion: 'serving.kserve.io/v1alpha1',
  kind: 'InferenceGraph',
  metadata: {
    name: 'g',
    namespace: 'demo',
    annotations: { 'greenroom/owner': owner },
  },
  spec: {
    nodes: {
      root: { routerType: 'Sequence', steps: [{ serviceName: 'iris' }] },
    },
  },
};
const runtime = testRuntime({
  kind: 'ServingRuntime',
  name: 'own',
  namespace: 'demo',
  format: 'special',
});

/** Clusters on which people write with their own rights are told who writes, whatever is written. */
describe('writes of all kinds of resources', () => {
  let bed: ApiTestBed;

  beforeEach(async () => {
    bed = await ApiTestBed.create();
  });

  afterEach(() => bed.close());

  /** By action: for whom what follows was written. */
  const recorded = () => {
    const seen: (string | undefined)[] = [];
    const { resources } = bed.stores;
    const add = ({ action, onBehalfOf }: WriteContext) => {
      seen.push(`${action} ${onBehalfOf?.userEntityRef}`);
    };
    const writeAll = resources.writeAll.bind(resources);
    resources.writeAll = (cluster, writes) => {
      for (const { context } of writes) add(context);
      return writeAll(cluster, writes);
    };
    const update = resources.update.bind(resources);
    resources.update = (kind, ref, version, object, context) => {
      add(context);
      return update(kind, ref, version, object, context);
    };
    return seen;
  };

  it.each<[Caller, string]>([
    ['admin', 'user:default/admin'],
    // A pipeline is nobody on a cluster
    ['service', 'undefined'],
  ])('say that %s makes them', async (as, person) => {
    const seen = recorded();
    const yaml = [runtime, testService({ owner }), graph]
      .map(each => stringify(each))
      .join('---\n');
    const calls = [
      await bed.call(as, 'POST', '/import', { yaml }),
      await bed.call(as, 'POST', '/runtimes/local/demo/own/disable'),
      await bed.call(as, 'POST', '/graphs/local/demo/g/stop'),
      await bed.call(as, 'DELETE', '/resources/InferenceGraph/local/demo/g'),
    ];
    expect(calls.map(({ status }) => status)).toEqual([200, 200, 202, 204]);
    expect(seen).toEqual(
      ['create', 'create', 'create', 'disable', 'stop', 'delete'].map(
        action => `${action} ${person}`,
      ),
    );
  });
});
