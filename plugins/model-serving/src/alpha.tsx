/**
 * Fields for software templates, by the names that `ui:field` takes.
 *
 * @packageDocumentation
 */
import { createFrontendModule } from '@backstage/frontend-plugin-api';
import { FormFieldBlueprint } from '@backstage/plugin-scaffolder-react/alpha';

const clusterPicker = FormFieldBlueprint.make({
  name: 'cluster-picker',
  params: { field: async () => (await import('./fields')).clusterPicker },
});

const projectPicker = FormFieldBlueprint.make({
  name: 'project-picker',
  params: { field: async () => (await import('./fields')).projectPicker },
});

const modelResourceName = FormFieldBlueprint.make({
  name: 'model-resource-name',
  params: { field: async () => (await import('./fields')).modelResourceName },
});

const connectionPicker = FormFieldBlueprint.make({
  name: 'connection-picker',
  params: { field: async () => (await import('./fields')).connectionPicker },
});

const modelPathPicker = FormFieldBlueprint.make({
  name: 'model-path-picker',
  params: { field: async () => (await import('./fields')).modelPathPicker },
});

const connectionTest = FormFieldBlueprint.make({
  name: 'connection-test',
  params: { field: async () => (await import('./fields')).connectionTest },
});

const modelFormatPicker = FormFieldBlueprint.make({
  name: 'model-format-picker',
  params: { field: async () => (await import('./fields')).modelFormatPicker },
});

const runtimePicker = FormFieldBlueprint.make({
  name: 'runtime-picker',
  params: { field: async () => (await import('./fields')).runtimePicker },
});

const replicasField = FormFieldBlueprint.make({
  name: 'replicas-field',
  params: { field: async () => (await import('./fields')).replicasField },
});

const modelSizePicker = FormFieldBlueprint.make({
  name: 'model-size-picker',
  params: { field: async () => (await import('./fields')).modelSizePicker },
});

const acceleratorPicker = FormFieldBlueprint.make({
  name: 'accelerator-picker',
  params: { field: async () => (await import('./fields')).acceleratorPicker },
});

const hardwareProfilePicker = FormFieldBlueprint.make({
  name: 'hardware-profile-picker',
  params: {
    field: async () => (await import('./fields')).hardwareProfilePicker,
  },
});

const keyValueField = FormFieldBlueprint.make({
  name: 'key-value-field',
  params: { field: async () => (await import('./fields')).keyValueField },
});

const linesField = FormFieldBlueprint.make({
  name: 'lines-field',
  params: { field: async () => (await import('./fields')).linesField },
});

const advancedScalingField = FormFieldBlueprint.make({
  name: 'advanced-scaling-field',
  params: {
    field: async () => (await import('./fields')).advancedScalingField,
  },
});

const batcherField = FormFieldBlueprint.make({
  name: 'batcher-field',
  params: { field: async () => (await import('./fields')).batcherField },
});

const loggerField = FormFieldBlueprint.make({
  name: 'logger-field',
  params: { field: async () => (await import('./fields')).loggerField },
});

const routeField = FormFieldBlueprint.make({
  name: 'route-field',
  params: { field: async () => (await import('./fields')).routeField },
});

const requireTokenField = FormFieldBlueprint.make({
  name: 'require-token-field',
  params: { field: async () => (await import('./fields')).requireTokenField },
});

const deploymentCheck = FormFieldBlueprint.make({
  name: 'deployment-check',
  params: { field: async () => (await import('./fields')).deploymentCheck },
});

const graphStepsField = FormFieldBlueprint.make({
  name: 'graph-steps-field',
  params: { field: async () => (await import('./fields')).graphStepsField },
});

const graphNodesField = FormFieldBlueprint.make({
  name: 'graph-nodes-field',
  params: { field: async () => (await import('./fields')).graphNodesField },
});

/**
 * Module of the scaffolder with Greenroom's fields.
 * @alpha
 */
export const modelServingFieldsModule = createFrontendModule({
  pluginId: 'scaffolder',
  extensions: [
    clusterPicker,
    projectPicker,
    modelResourceName,
    connectionPicker,
    modelPathPicker,
    connectionTest,
    modelFormatPicker,
    runtimePicker,
    replicasField,
    modelSizePicker,
    acceleratorPicker,
    hardwareProfilePicker,
    keyValueField,
    linesField,
    advancedScalingField,
    batcherField,
    loggerField,
    routeField,
    requireTokenField,
    deploymentCheck,
    graphStepsField,
    graphNodesField,
  ],
});

export { modelServingFieldsModule as default };
