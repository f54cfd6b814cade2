import { createHash } from 'node:crypto';
import {
  GatewaySnapshot,
  GatewayToken,
} from '@greenroom/backstage-plugin-model-serving-common';

/** SHA-256 in base64, as snapshots name tokens and keys. */
export function sha256(text: string): string {
  return createHash('sha256').update(text).digest('base64');
}

/** The tokens of a snapshot by what callers send; each opens `demo/iris` for everything unless it says otherwise. */
export function tokensOf(
  tokens: Readonly<Record<string, Partial<GatewayToken>>>,
): NonNullable<GatewaySnapshot['tokens']> {
  return Object.fromEntries(
    Object.entries(tokens).map(([value, token]) => [
      sha256(value),
      {
        id: `id-of-${value}`,
        routes: ['demo/iris'],
        verbs: ['infer', 'metadata'],
        ...token,
      },
    ]),
  );
}

/** The header that shows a token. */
export function bearer(token: string): { readonly authorization: string } {
  return { authorization: `Bearer ${token}` };
}
