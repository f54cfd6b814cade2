import {
  defaultScalingBehavior,
  readScalingBehavior,
  ScalingBehavior,
} from '@greenroom/backstage-plugin-model-serving-common';

/** `autoScaling.behavior` as it is in the resource: what the form does not know of it stays in it. */
export type RawBehavior = Readonly<Record<string, unknown>>;

/** A part of it. */
export type RawPart = Readonly<Record<string, unknown>>;

/** In which direction the number of replicas changes. */
export type Direction = keyof ScalingBehavior;

/** The rules of one direction as they are written; what is no object is none. */
export function rulesIn(
  behavior: RawBehavior | undefined,
  direction: Direction,
): RawPart {
  const rules = behavior?.[direction];
  return isPart(rules) ? rules : {};
}

/** The policies of one direction as they are written. */
export function policiesIn(rules: RawPart): readonly RawPart[] {
  const { policies } = rules;
  return Array.isArray(policies)
    ? policies.map(policy => (isPart(policy) ? policy : {}))
    : [];
}

/** An object with one field changed, or without it; no object is left where nothing is in it any more. */
export function withField<T extends object>(
  object: T | undefined,
  field: string,
  value: unknown,
): T | undefined {
  const changed = new Map<string, unknown>(Object.entries(object ?? {}));
  if (value === undefined) changed.delete(field);
  else changed.set(field, value);
  return changed.size > 0 ? (Object.fromEntries(changed) as T) : undefined;
}

/** What Kubernetes' rules say against a behavior, by path below it, e.g. `scaleUp.policies[0].value`. */
export function behaviorProblems(
  behavior: RawBehavior | undefined,
): Readonly<Record<string, string>> {
  return Object.fromEntries(
    readScalingBehavior(behavior).messages.map(({ path, message }) => [
      path,
      message,
    ]),
  );
}

/** What holds where nothing is given, e.g. `100 % or 4 replicas in 15 s`. */
export function usualPolicies(direction: Direction): string {
  const { policies } = defaultScalingBehavior[direction];
  const amounts = policies.map(({ type, value }) =>
    type === 'Percent' ? `${value} %` : `${value} replicas`,
  );
  return `${amounts.join(' or ')} in ${policies[0].periodSeconds} s`;
}

function isPart(value: unknown): value is RawPart {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
