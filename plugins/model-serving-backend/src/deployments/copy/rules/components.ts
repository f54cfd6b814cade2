import type {
  ComponentName,
  Container,
  InferenceService,
  PredictorSpec,
} from '@greenroom/backstage-plugin-model-serving-common';

const COMPONENTS = ['predictor', 'transformer', 'explainer'] as const;

/** A component of a service, and where it stands. */
export interface LocatedComponent {
  readonly name: ComponentName;
  readonly at: readonly string[];
  // The predictor's type holds the fields of all of them
  readonly component: PredictorSpec;
}

/** The components that a service has. */
export function componentsOf({
  spec,
}: InferenceService): readonly LocatedComponent[] {
  return COMPONENTS.flatMap(name => {
    const component: PredictorSpec | undefined = spec[name];
    return component ? [{ name, at: ['spec', name], component }] : [];
  });
}

/** A container of a service, and where it stands. */
export interface LocatedContainer {
  readonly at: readonly string[];
  /** For messages about fields in it. */
  readonly path: string;
  readonly container: Container;
  /** It is what a runtime brings, with what the service wants otherwise. */
  readonly isModel: boolean;
}

/** All containers of a service: of its model, and its own. */
export function containersOf(
  service: InferenceService,
): readonly LocatedContainer[] {
  return componentsOf(service).flatMap(({ name, at, component }) => [
    ...(component.model
      ? [
          {
            at: [...at, 'model'],
            path: `spec.${name}.model`,
            container: component.model,
            isModel: true,
          },
        ]
      : []),
    ...(['containers', 'initContainers'] as const).flatMap(field =>
      (component[field] ?? []).map((container, i) => ({
        at: [...at, field, String(i)],
        path: `spec.${name}.${field}[${i}]`,
        container,
        isModel: false,
      })),
    ),
  ]);
}
