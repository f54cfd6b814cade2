export { TokenUseRecorder } from './TokenUseRecorder';
export * from './types';
export { ChangePublisher } from './ChangePublisher';
export { DeploymentObserver } from './DeploymentObserver';
export { DriverLiveFacts } from './DriverLiveFacts';
export { MetricsRecorder } from './MetricsRecorder';
export { RuntimePublisher } from './RuntimePublisher';
export type { SampledService } from './serviceSamples';
