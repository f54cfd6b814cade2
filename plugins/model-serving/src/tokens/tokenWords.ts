import {
  TokenLimit,
  TokenScope,
  TokenState,
  TokenVerb,
  TokenView,
} from '@greenroom/backstage-plugin-model-serving-common';

/** States of a token, in words. */
export const stateWords: Readonly<Record<TokenState, string>> = {
  active: 'Active',
  expiring: 'Expiring',
  rotating: 'Rotating',
  expired: 'Expired',
  revoked: 'Revoked',
};

/** What a token is for, in words. */
export const verbWords: Readonly<Record<TokenVerb, string>> = {
  infer: 'Predictions',
  metadata: 'Metadata',
};

/** Lengths of time that limits are given in. */
export const limitPeriods = [
  { seconds: 1, label: 'second' },
  { seconds: 60, label: 'minute' },
  { seconds: 3_600, label: 'hour' },
] as const;

/** A limit, such as `10 per minute`. */
export function limitInWords(limit: TokenLimit): string {
  const period = limitPeriods.find(({ seconds }) => seconds === limit.seconds);
  return `${limit.requests} per ${period?.label ?? `${limit.seconds} s`}`;
}

/** What a token opens, such as `iris, graph flow, all of demo`. */
export function scopeWords({
  scopes,
  hiddenScopes = 0,
}: Pick<TokenView, 'scopes' | 'hiddenScopes'>): string {
  const words = scopes.map(scope => {
    if (scope.kind === 'Namespace') return projectWords(scope.namespace);
    return scope.kind === 'InferenceGraph' ? `graph ${scope.name}` : scope.name;
  });
  return [
    ...words,
    ...(hiddenScopes > 0 ? [`${hiddenScopes} that you may not see`] : []),
  ].join(', ');
}

/** A project whose deployments and graphs are all opened. */
export function projectWords(namespace: string): string {
  return `all of the project ${namespace}`;
}

/** Whether a token opens more than one deployment or graph. */
export function opensSeveral({
  scopes,
  hiddenScopes = 0,
}: Pick<TokenView, 'scopes' | 'hiddenScopes'>): boolean {
  return (
    scopes.length + hiddenScopes > 1 ||
    scopes.some(({ kind }) => kind === 'Namespace')
  );
}

/** A scope as the value of a picker. */
export function scopeKey(scope: TokenScope): string {
  return JSON.stringify(
    scope.kind === 'Namespace'
      ? [scope.kind, scope.namespace]
      : [scope.kind, scope.namespace, scope.name],
  );
}
