import { graphNode, StepSketch } from '../__testUtils__/graphNode';
import {
  settingWords,
  shortened,
  stepName,
  stepSentence,
  stepTitle,
  trafficWords,
  whenWords,
} from './words';

describe('words about a graph', () => {
  it.each`
    name               | most  | expected
    ${'iris'}          | ${10} | ${'iris'}
    ${'0123456789'}    | ${10} | ${'0123456789'}
    ${'0123456789a'}   | ${10} | ${'01234…789a'}
    ${'fraud-eu-prod'} | ${5}  | ${'fr…od'}
  `('$name within $most is $expected', ({ name, most, expected }) => {
    expect(shortened(name, most)).toBe(expected);
    expect(expected.length).toBeLessThanOrEqual(most);
  });

  const step: StepSketch = { service: 'iris', name: 'first' };
  it.each`
    routerType    | sketch                                             | title         | when
    ${'Sequence'} | ${step}                                            | ${'1. first'} | ${''}
    ${'Sequence'} | ${{ service: 'iris', condition: 'predictions.0' }} | ${'1.'}       | ${'goes on if predictions.0'}
    ${'Switch'}   | ${{ service: 'iris', condition: 'kind' }}          | ${'1.'}       | ${'if kind'}
    ${'Splitter'} | ${{ service: 'iris', weight: 80 }}                 | ${''}         | ${'80 %'}
    ${'Ensemble'} | ${step}                                            | ${'first'}    | ${''}
  `('$routerType: $title $when', ({ routerType, sketch, title, when }) => {
    const node = graphNode('root', [sketch], routerType);
    expect(stepTitle(node, node.steps[0])).toBe(title);
    expect(whenWords(node, node.steps[0])).toBe(when);
  });

  it.each`
    routerType    | name         | expected
    ${'Sequence'} | ${'first'}   | ${'root 1. first'}
    ${'Ensemble'} | ${'first'}   | ${'root first'}
    ${'Sequence'} | ${undefined} | ${'Step 1 of root'}
    ${'Splitter'} | ${''}        | ${'Step 1 of root'}
  `(
    'names a step of a $routerType that is called $name: $expected',
    ({ routerType, name, expected }) => {
      const node = graphNode('root', [{ service: 'iris', name }], routerType);
      expect(stepName(node, node.steps[0])).toBe(expected);
    },
  );

  it('says what is set, and nothing of what is not', () => {
    const [plain, rich] = graphNode('root', [
      { service: 'a' },
      {
        service: 'b',
        data: '$response',
        dependency: 'Hard',
        mapPredictionsToInstances: true,
        timeoutMs: 500,
        retries: 1,
      },
    ]).steps;
    expect(settingWords(plain)).toEqual([]);
    expect(settingWords(rich)).toEqual([
      'gets $response',
      'predictions become instances',
      'must succeed',
      'at most 500 ms',
      '1 retry',
    ]);
  });

  it('keeps nothing measured apart from measured zero', () => {
    expect(trafficWords(undefined)).toBe('No traffic');
    expect(trafficWords({ requestsPerSecond: 0, errorRatio: 0 })).toBe(
      '0 /s · 0 % errors',
    );
    expect(
      trafficWords({ requestsPerSecond: 12, errorRatio: 0.034, p95Ms: 37 }),
    ).toBe('12 /s · 3.4 % errors · p95 37 ms');
  });

  it('puts a step into one sentence', () => {
    const node = graphNode(
      'root',
      [{ url: 'http://far.example/x' }, { node: 'more', condition: 'a' }],
      'Switch',
    );
    expect(node.steps.map(one => stepSentence(node, one, true))).toEqual([
      'Step 1 of root: calls http://far.example/x, No traffic',
      'Step 2 of root: calls node more, if a, No traffic',
    ]);
  });
});
