import { ServiceAccess } from '@greenroom/backstage-plugin-model-serving-common';

/** Who may call, in a sentence. */
export const accessSentences: Readonly<Record<ServiceAccess, string>> = {
  token: 'Whoever has one of the tokens below. All others are answered 401.',
  open: 'Everybody who reaches its address. No token is asked for.',
  internal: 'Everybody inside the cluster. No token is asked for.',
};
