import { irisService, localSettings, onnxRuntime } from './index';
import {
  ComponentExtension,
  Container,
  InferenceService,
  ModelSpec,
} from '../resources';
import { FieldMessage } from '../FieldMessage';
import { ClusterSettings, Profile } from '../settings';
import { ValidationFacts } from '../validation';
import {
  defaultInferenceService,
  validateInferenceService,
} from '../validation';

const facts: ValidationFacts = {
  runtimes: [onnxRuntime()],
  connections: [
    { name: 'models', type: 's3', ready: true },
    { name: 'untested', type: 's3', ready: false },
    { name: 'web', type: 'uri-v1', ready: true },
  ],
};

export interface Case {
  service?: (service: InferenceService) => void;
  previous?: (service: InferenceService) => void;
  settings?: Partial<ClusterSettings>;
  facts?: Partial<ValidationFacts>;
  profile?: Profile;
  /** Errors of the schema. */
  schema?: readonly FieldMessage[];
}

export function validate(given: Case) {
  const profile = given.profile ?? 'greenroom';
  const settings = { ...localSettings, ...given.settings, profile };
  return validateInferenceService({
    resource: defaultInferenceService({
      resource: irisService(given.service),
      settings,
    }),
    schema: { errors: given.schema ?? [], warnings: [] },
    previous: given.previous && irisService(given.previous),
    operation: given.previous ? 'update' : 'create',
    settings,
    facts: { ...facts, ...given.facts },
    profile,
  });
}

export const lines = (messages: readonly { path: string; message: string }[]) =>
  messages.map(({ path, message }) => `${path}: ${message}`);
export const errorsOf = (given: Case) => lines(validate(given).errors);
/** Messages of errors, without those about fields that native clusters do not act on yet. */
export const rulesOf = (given: Case) =>
  validate(given)
    .errors.map(({ message }) => message)
    .filter(message => !message.startsWith('this cluster cannot do it yet'));
export const warningsOf = (given: Case) => lines(validate(given).warnings);

export const predictor = (change: object) => (service: InferenceService) => {
  Object.assign(service.spec.predictor, change);
};
export const spec = (change: object) => (service: InferenceService) => {
  Object.assign(service.spec, change);
};
export const model =
  (change: Partial<ModelSpec>) => (service: InferenceService) => {
    service.spec.predictor.model = {
      modelFormat: { name: 'onnx', version: '1' },
      storage: { key: 'models', path: 'iris/model.onnx' },
      ...change,
    };
  };
export const uri = (storageUri: string) =>
  model({ storage: undefined, storageUri });
export const path = (value: string) =>
  model({ storage: { key: 'models', path: value } });
export const metadata = (change: object) => (service: InferenceService) => {
  Object.assign(service.metadata, change);
};
export const custom =
  (containers: Container[], change: ComponentExtension = {}) =>
  (service: InferenceService) => {
    service.spec.predictor = { ...change, containers };
  };
export const annotated = (annotations: Record<string, string>) =>
  metadata({ annotations });

export const M = 'spec.predictor.model';
export const mode = 'serving.kserve.io/deploymentMode';
export const scaler = 'serving.kserve.io/autoscalerClass';
