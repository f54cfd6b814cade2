/** Why a request may not go on; answered as every refusal of the gateway. */
export interface Denial {
  readonly status: number;
  readonly reason: string;
  readonly message: string;
  /** What it is counted under where callers are not told that much. */
  readonly counted?: string;
  readonly retryAfterSeconds?: number;
  /** Value of `WWW-Authenticate`. */
  readonly challenge?: string;
}

/** The one body of every 401: what was wrong with a token is nobody's business. */
const unauthorized = {
  status: 401,
  reason: 'Unauthorized',
  message:
    'The service needs a valid token in the header "Authorization: Bearer <token>".',
} as const;

/** The two answers to who shows no valid token of a route; made once a route. */
export interface Challenges {
  readonly missing: Denial;
  readonly invalid: Denial;
}

/** @param service - `<namespace>/<name>`, names without quotes */
export function challengesOf(service: string): Challenges {
  const realm = `Bearer realm="${service}"`;
  return {
    missing: { ...unauthorized, counted: 'NoToken', challenge: realm },
    invalid: {
      ...unauthorized,
      counted: 'InvalidToken',
      challenge: `${realm}, error="invalid_token"`,
    },
  };
}

/** The token is for something else. */
export const forbidden: Denial = {
  status: 403,
  reason: 'Forbidden',
  message: 'The token is valid, but not for this.',
};

/** The token was used too often. */
export function rateLimited(waitMs: number): Denial {
  return {
    status: 429,
    reason: 'RateLimited',
    message: 'Too many requests with this token.',
    retryAfterSeconds: wholeSeconds(waitMs),
  };
}

/** The address sent too many wrong tokens. */
export function tooManyAttempts(waitMs: number): Denial {
  return {
    status: 429,
    reason: 'RateLimited',
    counted: 'TooManyAttempts',
    message: 'Too many wrong tokens came from this address.',
    retryAfterSeconds: wholeSeconds(waitMs),
  };
}

function wholeSeconds(ms: number): number {
  return Math.max(1, Math.ceil(ms / 1000));
}
