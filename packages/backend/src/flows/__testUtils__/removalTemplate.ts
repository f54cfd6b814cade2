/** A template as a platform team adds it: deletes a deployment. */
export const removalTemplate = {
  apiVersion: 'scaffolder.backstage.io/v1beta3',
  kind: 'Template',
  metadata: { name: 'remove-model' },
  spec: {
    type: 'inference-service',
    parameters: [
      {
        required: ['namespace', 'name'],
        properties: { namespace: { type: 'string' }, name: { type: 'string' } },
      },
    ],
    steps: [
      {
        id: 'remove',
        name: 'Remove the deployment',
        action: 'model-serving:deployment:delete',
        input: {
          namespace: '${{ parameters.namespace }}',
          name: '${{ parameters.name }}',
        },
      },
    ],
  },
};
