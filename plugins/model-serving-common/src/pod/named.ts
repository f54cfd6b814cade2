import { Container, InferenceService } from '../resources';
import { SERVICE_NAME_VARIABLE } from './configuration';

/** Tells a container which service it belongs to. */
export function named(
  container: Container,
  service: InferenceService,
): Container {
  return {
    ...container,
    env: [
      ...(container.env ?? []).filter(e => e.name !== SERVICE_NAME_VARIABLE),
      { name: SERVICE_NAME_VARIABLE, value: service.metadata.name },
    ],
  };
}
