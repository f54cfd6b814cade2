import { ofRouters } from './ofRouters';

describe('ofRouters', () => {
  it.each`
    kind            | name                                           | belongs
    ${'Deployment'} | ${'flow'}                                      | ${true}
    ${'ReplicaSet'} | ${'flow-5d4f'}                                 | ${true}
    ${'Pod'}        | ${'flow-5d4f-x2zab'}                           | ${true}
    ${'Deployment'} | ${'flow-b'}                                    | ${false}
    ${'ReplicaSet'} | ${'flow-b-5d4f'}                               | ${false}
    ${'Pod'}        | ${'flow-b-5d4f-x2zab'}                         | ${false}
    ${'Pod'}        | ${'flow-predictor-5d4f-x2zab'}                 | ${false}
    ${'Deployment'} | ${'plan-00002-deployment'}                     | ${true}
    ${'ReplicaSet'} | ${'plan-00002-deployment-5d4f'}                | ${true}
    ${'Pod'}        | ${'plan-00002-deployment-5d4f-x2zab'}          | ${true}
    ${'Pod'}        | ${'plan-b-predictor-00001-deployment-5d4f-x2'} | ${false}
  `('of $kind $name: $belongs', ({ kind, name, belongs }) => {
    expect(ofRouters(['flow', 'plan-00002'])({ kind, name })).toBe(belongs);
  });
});
