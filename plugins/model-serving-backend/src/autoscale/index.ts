export * from './Autoscaler';
export * from './explainScale';
export * from './readAutoscalerSettings';
export type { ScaleRecord } from './ScaleRecord';
export * from './scaleSpecOf';
export * from './settings';
