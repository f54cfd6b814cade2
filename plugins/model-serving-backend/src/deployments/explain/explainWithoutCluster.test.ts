import type { RevisionDetail } from '@greenroom/backstage-plugin-model-serving-common';
import { explainWithoutCluster } from './explainWithoutCluster';

const state = {
  code: 'unknown',
  word: 'Unknown',
  tone: 'grey',
  headline: 'Its cluster is not configured any more',
  notes: [],
  findings: [],
  steps: [],
} as const;

const revision: RevisionDetail = {
  name: 'iris-predictor-00002',
  component: 'predictor',
  number: 2,
  createdAt: '2026-11-21T12:00:00.000Z',
  percent: 100,
  generation: 2,
  because: { kind: 'spec', sentence: '' },
  isCurrent: false,
  replicas: { ready: 0, total: 0 },
};

describe('explainWithoutCluster', () => {
  it('tells what was known last as such', () => {
    const told = explainWithoutCluster({
      title: 'Iris',
      cluster: 'far',
      state,
      replicas: { ready: 1, desired: 2, min: 1, max: 3 },
      runtime: 'fast',
      revisions: [revision, { ...revision, number: 1, percent: 0 }],
    });
    expect(told.runtime).toEqual({
      sentence: 'It ran on the runtime "fast" when it was last seen.',
      running: 'fast',
    });
    expect(told.replicas).toMatchObject({
      ready: 1,
      sentence: 'When it was last seen, 1 of 2 replicas were ready.',
    });
    expect(told.traffic).toMatchObject({
      sentence: 'v2 had 100 % of the traffic when it was last seen.',
      targets: [{ revision: 'iris-predictor-00002', percent: 100 }],
    });
  });

  it('says so where nothing was ever seen', () => {
    const told = explainWithoutCluster({
      title: 'Iris',
      cluster: 'far',
      state,
      revisions: [],
    });
    expect(told.summary).toBe(
      "Iris: Its cluster 'far' is not configured any more (modelServing.clusters): nobody sees what runs there. Nothing of it was ever seen there. Where its traffic went is not known.",
    );
    expect(told.runtime).toEqual({
      sentence: 'Which runtime it ran on is not known.',
    });
  });
});
