import { defaultScalingBehavior, readScalingBehavior } from './scalingBehavior';

it.each([undefined, {}, { scaleUp: {} }])(
  'has the defaults of Kubernetes where %j says nothing',
  given => {
    expect(readScalingBehavior(given)).toEqual({
      behavior: defaultScalingBehavior,
      messages: [],
    });
  },
);

it('takes what is given, and keeps the other defaults', () => {
  const { behavior, messages } = readScalingBehavior({
    scaleUp: { selectPolicy: 'Min', tolerance: '50m' },
    scaleDown: {
      stabilizationWindowSeconds: 60,
      policies: [{ type: 'Pods', value: 2, periodSeconds: 30 }],
    },
  });
  expect(messages).toEqual([]);
  expect(behavior).toEqual({
    scaleUp: {
      ...defaultScalingBehavior.scaleUp,
      selectPolicy: 'Min',
      tolerance: 0.05,
    },
    scaleDown: {
      ...defaultScalingBehavior.scaleDown,
      stabilizationWindowSeconds: 60,
      policies: [{ type: 'Pods', value: 2, periodSeconds: 30 }],
    },
  });
});

const policy = { type: 'Pods', value: 1, periodSeconds: 1 };
it.each`
  rules                                                 | path                            | message
  ${7}                                                  | ${''}                           | ${'must be an object'}
  ${{ stabilizationWindowSeconds: -1 }}                 | ${'stabilizationWindowSeconds'} | ${'must be greater than or equal to zero'}
  ${{ stabilizationWindowSeconds: 1.5 }}                | ${'stabilizationWindowSeconds'} | ${'must be greater than or equal to zero'}
  ${{ stabilizationWindowSeconds: 3601 }}               | ${'stabilizationWindowSeconds'} | ${'must be less than or equal to 3600'}
  ${{ selectPolicy: 'max' }}                            | ${'selectPolicy'}               | ${'Unsupported value: "max": supported values: "Max", "Min", "Disabled"'}
  ${{ policies: [] }}                                   | ${'policies'}                   | ${'must specify at least one Policy'}
  ${{ policies: [{ ...policy, type: 'Half' }] }}        | ${'policies[0].type'}           | ${'Unsupported value: "Half": supported values: "Pods", "Percent"'}
  ${{ policies: [policy, { ...policy, value: 0 }] }}    | ${'policies[1].value'}          | ${'must be greater than zero'}
  ${{ policies: [{ ...policy, periodSeconds: 0 }] }}    | ${'policies[0].periodSeconds'}  | ${'must be greater than zero'}
  ${{ policies: [{ ...policy, periodSeconds: 1801 }] }} | ${'policies[0].periodSeconds'}  | ${'must be less than or equal to 1800'}
  ${{ tolerance: '-1' }}                                | ${'tolerance'}                  | ${'must be greater than or equal to zero'}
`('says what is wrong: $path $message', ({ rules, path, message }) => {
  const read = readScalingBehavior({ scaleUp: rules });
  expect(read).toEqual({
    behavior: defaultScalingBehavior,
    messages: [{ path: path ? `scaleUp.${path}` : 'scaleUp', message }],
  });
});
