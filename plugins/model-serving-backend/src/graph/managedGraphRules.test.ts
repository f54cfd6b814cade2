import { annotations } from '@greenroom/backstage-plugin-model-serving-common';
import { managedGraphRules } from './managedGraphRules';

const { graphSteps, graphHeaders, graphProfile, enableAuth } = annotations;

describe('managedGraphRules', () => {
  it.each`
    what                        | notes                                            | refused           | instead
    ${'nothing of ours'}        | ${{ [enableAuth]: 'true', team: 'a' }}           | ${[]}             | ${undefined}
    ${'merging'}                | ${{ [graphSteps]: '{"vote":{"merge":"mean"}}' }} | ${[graphSteps]}   | ${'by step'}
    ${'retries'}                | ${{ [graphSteps]: '{"root/0":{"retries":2}}' }}  | ${[graphSteps]}   | ${'routerTimeouts.serviceClient'}
    ${'headers of its own'}     | ${{ [graphHeaders]: 'X-Tenant' }}                | ${[graphHeaders]} | ${'router.headers.propagate'}
    ${'our answers'}            | ${{ [graphProfile]: 'greenroom' }}               | ${[graphProfile]} | ${'its own answers'}
    ${"KServe's, which it has"} | ${{ [graphProfile]: 'kserve' }}                  | ${[]}             | ${undefined}
  `('refuses $refused of a graph with $what', ({ notes, refused, instead }) => {
    const messages = managedGraphRules(
      { metadata: { name: 'flow', annotations: notes } },
      'the cluster routes by itself',
    );
    expect(messages.map(({ path }) => path)).toEqual(
      refused.map((key: string) => `metadata.annotations[${key}]`),
    );
    for (const { message } of messages) {
      expect(message).toContain(
        'for the cluster routes by itself: leave it out',
      );
      expect(message).toContain(instead);
    }
  });
});
