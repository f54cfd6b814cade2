import {
  TokenLimit,
  TokenState,
  TokenVerb,
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
export function limitInWords(limit: TokenLimit | undefined): string {
  if (!limit) {
    return 'None';
  }
  const period = limitPeriods.find(({ seconds }) => seconds === limit.seconds);
  return `${limit.requests} per ${period?.label ?? `${limit.seconds} s`}`;
}
