import { annotations as keys } from '../constants';
import {
  InferenceGraph,
  InferenceStep,
  RouterType,
  servingKinds,
} from '../resources';

/** A step as a form asks for it: what it calls, and how. @public */
export interface GraphStepForm {
  /** Of the step; in an Ensemble its key in the answer. */
  readonly name?: string;
  /** A service of the same project; or `url`. */
  readonly service?: string;
  readonly url?: string;
  /** When it is taken (Switch), or the graph goes on with it (Sequence). */
  readonly condition?: string;
  /** Percent (Splitter). */
  readonly weight?: number;
  /** What it is sent, after the first step of a Sequence. */
  readonly data?: string;
  /** Its failure ends the request (Sequence, Ensemble). */
  readonly mustSucceed?: boolean;
  /** `predictions` of its input become `instances`. */
  readonly mapPredictions?: boolean;
}

/** A graph of one node as a form asks for it. @public */
export interface GraphForm {
  readonly name: string;
  readonly namespace: string;
  readonly title: string;
  readonly description?: string;
  /** Entity reference. */
  readonly owner?: string;
  readonly lifecycle?: string;
  readonly system?: string;
  readonly routerType: RouterType;
  readonly steps: readonly GraphStepForm[];
}

/**
 * The InferenceGraph that a filled-in form means. What the chosen way of running has no use for is left out, so that
 * somebody who changes the way leaves nothing behind that surprises.
 * @public
 */
export function toInferenceGraph(form: GraphForm): InferenceGraph {
  return {
    apiVersion: servingKinds.InferenceGraph.apiVersions[0],
    kind: 'InferenceGraph',
    metadata: {
      name: form.name,
      namespace: form.namespace,
      annotations: withoutEmpty({
        [keys.displayName]: form.title,
        [keys.description]: form.description,
        [keys.owner]: form.owner,
        [keys.lifecycle]: form.lifecycle,
        [keys.system]: form.system,
      }),
    },
    spec: {
      nodes: {
        root: {
          routerType: form.routerType,
          steps: form.steps.map((step, i) =>
            stepOf(step, form.routerType, i === 0),
          ),
        },
      },
    },
  };
}

function stepOf(
  form: GraphStepForm,
  routerType: RouterType,
  isFirst: boolean,
): InferenceStep {
  const { name, service, url, condition, weight, data } = form;
  const isSequence = routerType === 'Sequence';
  const follows = isSequence && !isFirst;
  return {
    ...(name && { name }),
    ...(service && { serviceName: service }),
    ...(url && { serviceUrl: url }),
    ...(condition && (follows || routerType === 'Switch') && { condition }),
    ...(routerType === 'Splitter' && weight !== undefined && { weight }),
    ...(data && follows && { data }),
    ...(form.mapPredictions && follows && { mapPredictionsToInstances: true }),
    ...(form.mustSucceed &&
      (isSequence || routerType === 'Ensemble') && { dependency: 'Hard' }),
  };
}

function withoutEmpty(
  values: Record<string, string | undefined>,
): Record<string, string> {
  return Object.fromEntries(
    Object.entries(values).filter((entry): entry is [string, string] =>
      Boolean(entry[1]),
    ),
  );
}
