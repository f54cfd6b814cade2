import { behaviorFieldLabel } from './words';

it.each`
  path                                      | words
  ${'scaleUp.policies[0].value'}            | ${'More replicas, policy 1, At most'}
  ${'scaleDown.policies[2]'}                | ${'Fewer replicas, policy 3'}
  ${'scaleDown.stabilizationWindowSeconds'} | ${'Fewer replicas, Stabilization window (s)'}
  ${'scaleUp'}                              | ${'More replicas'}
  ${'sideways.exotic'}                      | ${'sideways, exotic'}
`('$path is found as $words', ({ path, words }) => {
  expect(behaviorFieldLabel(path)).toBe(words);
});
