import {
  stateTable,
  type StateCode,
} from '@greenroom/backstage-plugin-model-serving-common';
import { servedState } from './servedState';

function state(code: StateCode) {
  const { word, tone } = stateTable[code];
  return { code, word, tone, headline: 'as its services are' };
}

describe('servedState', () => {
  it.each<[StateCode, number | undefined, StateCode]>([
    ['ready', undefined, 'starting'],
    ['ready', 1, 'starting'],
    ['ready', 2, 'ready'],
    ['failed', undefined, 'failed'],
    ['stopped', 1, 'stopped'],
    ['starting', 2, 'starting'],
  ])(
    'of a graph of generation 2 that is %s, where gateways answer by %s: %s',
    (compiled, observedGeneration, expected) => {
      const metadata = { name: 'chain', generation: 2 };
      const status = { observedGeneration };
      expect(servedState(state(compiled), { metadata, status })).toMatchObject({
        code: expected,
        word: stateTable[expected].word,
      });
    },
  );
});
