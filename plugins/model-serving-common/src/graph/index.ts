export { CEL_PREFIX, parseGraphCondition } from './condition';
export type { GraphCondition, ParsedCondition } from './condition';
export type { CelValues } from './celCondition';
export { graphServicesOf } from './graphServicesOf';
export { graphSettingsOf } from './graphSettings';
export type { GraphSettings, GraphStepSettings } from './graphSettings';
export { isJson, memberOf, trimmedJson } from './jsonText';
export { parseStepData } from './stepData';
export type { ParsedStepData, StepData } from './stepData';
