import { useApi } from '@backstage/frontend-plugin-api';
import {
  ResourceRef,
  stringifyResourceRef,
  TokenList,
  TokenView,
} from '@greenroom/backstage-plugin-model-serving-common';
import { tokensApiRef } from '../api';
import { Live, useLive } from '../live';

/** Use is written down as often. */
const POLL_MS = 10_000;

/** Tokens of a deployment, live. */
export function useTokens(ref: ResourceRef): Live<TokenList> {
  const api = useApi(tokensApiRef);
  return useLive(
    JSON.stringify(['tokens', stringifyResourceRef(ref)]),
    signal => api.listTokens(ref, { signal }),
    { poll: POLL_MS },
  );
}

/** Tokens that the user made, live. */
export function useOwnTokens(): Live<readonly TokenView[]> {
  const api = useApi(tokensApiRef);
  return useLive(
    JSON.stringify(['own tokens']),
    signal => api.listOwnTokens({ signal }),
    { poll: POLL_MS },
  );
}
