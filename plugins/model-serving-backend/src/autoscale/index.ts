export * from './Autoscaler';
export type { Ceiling } from './ceilingAfter';
export * from './explainScale';
export * from './readAutoscalerSettings';
export type {
  AnyScaleRecord,
  ScaleInputs,
  ScaleMemory,
  ScaleRecord,
} from './ScaleRecord';
export * from './ScaleRecorder';
export { scaleStep } from './scaleStep';
export * from './clusterScaleOf';
export * from './scaleSpecOf';
export * from './settings';
export * from './usage';
