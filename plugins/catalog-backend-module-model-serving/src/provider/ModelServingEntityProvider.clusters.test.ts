import { mockServices } from '@backstage/backend-test-utils';
import { stringifyEntityRef } from '@backstage/catalog-model';
import type { EntityProviderMutation } from '@backstage/plugin-catalog-node';
import type { ModelServingService } from '@greenroom/backstage-plugin-model-serving-node';
import { ModelServingEntityProvider } from './ModelServingEntityProvider';
import { MemoryModelServing, runtime } from './testing';

const own = 'resource:default/onnx_cluster-runtime';
const others = 'resource:default/far.onnx_cluster-runtime';

async function setup() {
  const modelServing = new MemoryModelServing();
  modelServing.clusters = ['local', 'far'];
  modelServing.runtimes = [
    runtime('onnx'),
    {
      ...runtime('onnx'),
      cluster: 'far',
      entityRef: others,
    },
  ];
  const mutations: EntityProviderMutation[] = [];
  let fullPass: (signal: AbortSignal) => Promise<void> | void = () => {};
  const provider = ModelServingEntityProvider.create({
    modelServing: modelServing as unknown as ModelServingService,
    auth: mockServices.auth(),
    events: mockServices.events.mock(),
    logger: mockServices.logger.mock(),
    taskRunner: {
      run: async ({ fn }) => {
        fullPass = fn;
      },
    },
    platformTeam: 'group:default/platform',
    defaultCluster: 'local',
  });
  await provider.connect({
    applyMutation: async mutation => void mutations.push(mutation),
    refresh: async () => {},
  });
  /** References of everything that a full pass brings. */
  const pass = async () => {
    await fullPass(new AbortController().signal);
    const last = mutations.at(-1);
    if (last?.type !== 'full') throw new Error('there was no full pass');
    return last.entities.map(({ entity }) => stringifyEntityRef(entity));
  };
  return { modelServing, pass };
}

describe('runtimes of several clusters', () => {
  it('are all in the catalog', async () => {
    const { pass } = await setup();
    await expect(pass()).resolves.toEqual([own, others]);
  });

  it('stay while their cluster cannot be asked, and nothing else waits for it', async () => {
    const { modelServing, pass } = await setup();
    await pass();
    modelServing.away.add('far');
    modelServing.runtimes = modelServing.runtimes.slice(0, 1);
    await expect(pass()).resolves.toEqual([own, others]);
    modelServing.away.clear();
    await expect(pass()).resolves.toEqual([own]);
  });
});
