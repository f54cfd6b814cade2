import { annotations } from '../constants';
import { graphSettingsOf } from './graphSettings';

function settingsOf(notes: Record<string, string>) {
  return graphSettingsOf({
    apiVersion: 'serving.kserve.io/v1alpha1',
    kind: 'InferenceGraph',
    metadata: { name: 'flow', annotations: notes },
    spec: {
      nodes: {
        root: {
          routerType: 'Sequence',
          steps: [{ name: 'first', serviceName: 'a' }, { nodeName: 'vote' }],
        },
        vote: { routerType: 'Ensemble', steps: [{ serviceName: 'b' }] },
      },
    },
  });
}

describe('graphSettingsOf', () => {
  it('says nothing of a graph that says nothing', () => {
    expect(settingsOf({})).toEqual({
      steps: new Map(),
      merges: new Map(),
      problems: [],
    });
  });

  it('reads profile, headers, steps by name or index, and merges by node', () => {
    const { problems, ...settings } = settingsOf({
      [annotations.graphProfile]: 'kserve',
      [annotations.graphHeaders]: 'X-Tenant, ,(?i)^x-b',
      [annotations.graphSteps]:
        '{"root/first":{"timeoutMs":500},"root/1":{"retries":5},"vote":{"merge":"mean"}}',
    });
    expect(problems).toEqual([]);
    expect(settings).toEqual({
      profile: 'kserve',
      headers: ['X-Tenant', '(?i)^x-b'],
      steps: new Map([
        ['root/first', { timeoutMs: 500, retries: undefined }],
        ['root/1', { timeoutMs: undefined, retries: 5 }],
      ]),
      merges: new Map([['vote', 'mean']]),
    });
  });

  it.each`
    annotation                  | value                           | problem
    ${annotations.graphProfile} | ${'knative'}                    | ${'"knative" is none of kserve, greenroom'}
    ${annotations.graphHeaders} | ${'X-('}                        | ${'"X-(" is no regular expression: missing closing ): `X-(`'}
    ${annotations.graphSteps}   | ${'{'}                          | ${'is no JSON object by <node>/<step> or <node>'}
    ${annotations.graphSteps}   | ${'[]'}                         | ${'is no JSON object by <node>/<step> or <node>'}
    ${annotations.graphSteps}   | ${'{"other/0":{}}'}             | ${'names the node "other", which there is not'}
    ${annotations.graphSteps}   | ${'{"constructor":{}}'}         | ${'names the node "constructor", which there is not'}
    ${annotations.graphSteps}   | ${'{"root/2":{}}'}              | ${'names the step "root/2", which there is not'}
    ${annotations.graphSteps}   | ${'{"root/0":1}'}               | ${'root/0 is no JSON object'}
    ${annotations.graphSteps}   | ${'{"root/0":{"timeoutMs":0}}'} | ${'root/0.timeoutMs is no whole number of 1 to 3600000'}
    ${annotations.graphSteps}   | ${'{"root/0":{"retries":6}}'}   | ${'root/0.retries is no whole number of 0 to 5'}
    ${annotations.graphSteps}   | ${'{"vote":{"merge":"sum"}}'}   | ${'vote.merge is none of first, mean, vote'}
    ${annotations.graphSteps}   | ${'{"root":{"merge":"vote"}}'}  | ${'root.merge is only for an Ensemble'}
  `('$annotation: $value $problem', ({ annotation, value, problem }) => {
    expect(settingsOf({ [annotation]: value }).problems).toEqual([
      { path: `metadata.annotations[${annotation}]`, message: problem },
    ]);
  });
});
