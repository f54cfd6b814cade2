export { ImportPlan } from './ImportPlan';
export { yamlToEdit } from './yamlToEdit';
export { YamlDialog } from './YamlDialog';
export { YamlViewDialog } from './YamlViewDialog';
