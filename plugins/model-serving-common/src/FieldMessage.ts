/** A message about a field; `path` like `spec.predictor.minReplicas`, empty for the whole. @public */
export interface FieldMessage {
  readonly path: string;
  readonly message: string;
}
