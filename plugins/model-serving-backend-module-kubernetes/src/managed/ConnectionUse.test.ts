import type { ServingKind } from '@greenroom/backstage-plugin-model-serving-common';
import { ConnectionUse } from './ConnectionUse';
import type { ServingObject } from './ServingBook';

const KINDS: readonly ServingKind[] = ['InferenceService', 'ServingRuntime'];
const service = {
  metadata: { annotations: { 'opendatahub.io/connections': 'bucket' } },
} as unknown as ServingObject;
const pod = {
  spec: { containers: [], imagePullSecrets: [{ name: 'bucket' }] },
};

const useOf = (
  options: {
    objects?: readonly ServingObject[];
    pods?: readonly object[];
    defined?: readonly ServingKind[];
    seen?: readonly ServingKind[];
    loss?: string;
  } = {},
) =>
  new ConnectionUse({
    defined: new Set(options.defined ?? KINDS),
    watches: { sees: kind => (options.seen ?? KINDS).includes(kind) },
    loss: () => options.loss,
    objects: {
      *reaching() {
        yield* options.objects ?? [];
      },
    },
    runs: [
      {
        *objectsIn() {
          yield* (options.pods ?? []) as never[];
        },
      },
    ],
  }).of({ namespace: 'demo', name: 'bucket' });

describe('ConnectionUse', () => {
  it.each`
    what                                        | world                                             | state
    ${'nothing names it'}                       | ${{}}                                             | ${'unused'}
    ${'a service names it'}                     | ${{ objects: [service] }}                         | ${'used'}
    ${'a replica of before still has it'}       | ${{ pods: [pod] }}                                | ${'used'}
    ${'a watch is lost, however short'}         | ${{ loss: 'connection reset' }}                   | ${'unknown'}
    ${'the project has not joined'}             | ${{ seen: [] }}                                   | ${'unknown'}
    ${'runtimes are not seen'}                  | ${{ seen: ['InferenceService'] }}                 | ${'unknown'}
    ${'language models are there and not seen'} | ${{ defined: [...KINDS, 'LLMInferenceService'] }} | ${'unknown'}
    ${'kinds that name none are not seen'}      | ${{ defined: [...KINDS, 'LocalModelCache'] }}     | ${'unused'}
  `('is $state where $what', ({ world, state }) => {
    expect(useOf(world).state).toBe(state);
  });

  it('says what is not seen', () => {
    expect(useOf({ seen: ['InferenceService'] })).toEqual({
      state: 'unknown',
      why: "the portal does not see ServingRuntime in the namespace 'demo'",
    });
  });
});
