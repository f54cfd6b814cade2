import { servingKinds, ServingKind } from '../resources';
import { keptCondition, kindSupport } from './kindSupport';

describe('what a cluster does with a kind', () => {
  const kinds = Object.keys(servingKinds) as ServingKind[];

  it('is everything where KServe is', () => {
    for (const kind of kinds) {
      const options = { cluster: 'far', profile: 'kserve' as const };
      expect(kindSupport(kind, options).level).toBe('acted');
    }
  });

  it('is told where it is less, with the way out', () => {
    const levels = kinds.map(kind => {
      const support = kindSupport(kind, {
        cluster: 'local',
        profile: 'greenroom',
      });
      expect(support.message).toMatch(
        support.level === 'acted' ? /^$/ : /^the cluster 'local' /,
      );
      expect(keptCondition(support)?.reason).toBe(
        support.level === 'kept' ? 'NotActedOn' : undefined,
      );
      return [kind, support.level];
    });
    expect(Object.fromEntries(levels)).toMatchObject({
      InferenceService: 'acted',
      ServingRuntime: 'acted',
      ClusterServingRuntime: 'acted',
      InferenceGraph: 'acted',
      TrainedModel: 'kept',
      LLMInferenceService: 'refused',
    });
  });
});
