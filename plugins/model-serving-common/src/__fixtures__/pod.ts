import { irisService, localSettings, onnxRuntime } from './index';
import { Container, InferenceService, ServingRuntime } from '../resources';
import { Profile } from '../settings';
import { assemblePod } from '../pod';

export function assemble(options: {
  service?: (service: InferenceService) => void;
  runtime?: (runtime: ServingRuntime) => void;
  profile?: Profile;
}) {
  return assemblePod({
    service: irisService(options.service),
    component: 'predictor',
    runtime: onnxRuntime(options.runtime),
    settings: { ...localSettings, profile: options.profile ?? 'greenroom' },
  });
}

export function assembled(options: Parameters<typeof assemble>[0]) {
  const result = assemble(options);
  if (!result.ok) throw new Error(result.failure.message);
  return { ...result, container: result.pod.spec.containers?.[0] ?? {} };
}

export function model(change: Partial<Container> & Record<string, unknown>) {
  return (service: InferenceService) => {
    Object.assign(service.spec.predictor.model ?? {}, change);
  };
}

export function container(change: Partial<Container>) {
  return (runtime: ServingRuntime) => {
    Object.assign(runtime.spec.containers[0], change);
  };
}
