import {
  RouteProfile,
  ServiceAccess,
} from '@greenroom/backstage-plugin-model-serving-common';

/** Who may call, in a sentence. */
export const accessSentences: Readonly<Record<ServiceAccess, string>> = {
  token: 'Whoever has one of the tokens below. All others are answered 401.',
  open: 'Everybody who reaches its address. No token is asked for.',
  internal: 'Everybody inside the cluster. No token is asked for.',
};

/** The same where tokens are not the portal's. */
const elsewhere: Readonly<Record<ServiceAccess, string>> = {
  ...accessSentences,
  token:
    'Whoever has a token of Open Data Hub for it. All others are answered 401.',
};

/** Who may call a deployment of a cluster, in a sentence. */
export function accessSentence(
  access: ServiceAccess,
  profile: RouteProfile | undefined,
): string {
  return (profile === 'odh' ? elsewhere : accessSentences)[access];
}
