import { readHardwareProfile } from './hardwareProfile';

const cpu = {
  displayName: 'CPU',
  identifier: 'cpu',
  minCount: 1,
  maxCount: '8',
  defaultCount: '2',
  resourceType: 'CPU' as const,
};

describe('readHardwareProfile', () => {
  it('reads one of version v1, whose words are annotations', () => {
    expect(
      readHardwareProfile({
        metadata: {
          name: 'gpu',
          namespace: 'opendatahub',
          resourceVersion: '7',
          annotations: {
            'opendatahub.io/display-name': 'One GPU',
            'opendatahub.io/description': 'For larger models',
          },
        },
        spec: {
          identifiers: [
            cpu,
            {
              displayName: 'GPU',
              identifier: 'nvidia.com/gpu',
              minCount: 1,
              defaultCount: 1,
            },
          ],
          scheduling: {
            node: {
              nodeSelector: { pool: 'gpu' },
              tolerations: [{ key: 'gpu', operator: 'Exists' }],
            },
          },
        },
      }),
    ).toEqual({
      name: 'gpu',
      namespace: 'opendatahub',
      resourceVersion: '7',
      title: 'One GPU',
      description: 'For larger models',
      enabled: true,
      forServing: true,
      amounts: [
        {
          resource: 'cpu',
          title: 'CPU',
          default: '2',
          min: '1',
          max: '8',
          kind: 'CPU',
        },
        { resource: 'nvidia.com/gpu', title: 'GPU', default: '1', min: '1' },
      ],
      nodeSelector: { pool: 'gpu' },
      tolerations: [{ key: 'gpu', operator: 'Exists' }],
    });
  });

  it('reads one of version v1alpha1, whose words are in its spec', () => {
    expect(
      readHardwareProfile({
        metadata: { name: 'small', namespace: 'demo' },
        spec: {
          displayName: 'Small',
          description: 'For a start',
          enabled: false,
          scheduling: { kueue: { localQueueName: 'team-a' } },
        },
      }),
    ).toEqual({
      name: 'small',
      namespace: 'demo',
      title: 'Small',
      description: 'For a start',
      enabled: false,
      forServing: true,
      amounts: [],
      queue: 'team-a',
    });
  });

  it.each`
    disabled       | enabled
    ${undefined}   | ${true}
    ${'false'}     | ${true}
    ${'true'}      | ${false}
    ${'something'} | ${false}
  `(
    'is enabled: $enabled, if disabled is $disabled',
    ({ disabled, enabled }) => {
      const annotations: Record<string, string> =
        disabled === undefined ? {} : { 'opendatahub.io/disabled': disabled };
      expect(readHardwareProfile({ metadata: { annotations } }).enabled).toBe(
        enabled,
      );
    },
  );

  it.each`
    visibility                         | forServing
    ${''}                              | ${true}
    ${'[]'}                            | ${true}
    ${'["model-serving"]'}             | ${true}
    ${'["workbench","model-serving"]'} | ${true}
    ${'["workbench"]'}                 | ${false}
    ${'["pipelines"]'}                 | ${true}
    ${'workbench'}                     | ${true}
    ${'{}'}                            | ${true}
  `(
    'is for models: $forServing, with $visibility',
    ({ visibility, forServing }) => {
      const annotations = {
        'opendatahub.io/dashboard-feature-visibility': visibility,
      };
      expect(
        readHardwareProfile({ metadata: { annotations } }).forServing,
      ).toBe(forServing);
    },
  );
});
