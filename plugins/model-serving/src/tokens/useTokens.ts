import { useApi } from '@backstage/frontend-plugin-api';
import {
  stringifyResourceRef,
  TokenList,
  TokenView,
} from '@greenroom/backstage-plugin-model-serving-common';
import { Guarded, tokensApiRef } from '../api';
import { Live, useLive } from '../live';

/** Use is written down as often. */
const POLL_MS = 10_000;

/** Tokens that open a deployment or a graph, live. */
export function useTokens(guarded: Guarded): Live<TokenList> {
  const api = useApi(tokensApiRef);
  return useLive(
    JSON.stringify(['tokens', guarded.kind, stringifyResourceRef(guarded.ref)]),
    signal => api.listTokens(guarded, { signal }),
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
