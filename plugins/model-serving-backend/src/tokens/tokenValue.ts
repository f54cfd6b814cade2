import { createHash } from 'node:crypto';
import { crc32 } from 'node:zlib';
import { TOKEN_PREFIX } from '@greenroom/backstage-plugin-model-serving-common';

const DIGITS = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz';
const RANDOM_BYTES = 32;
/** 62⁴³ > 2²⁵⁶ */
const RANDOM_DIGITS = 43;
/** 62⁶ > 2³² */
const CHECK_DIGITS = 6;
const SHOWN_DIGITS = 4;

/** A new token, and what is kept of it. */
export interface TokenValue {
  readonly value: string;
  /** SHA-256 in base64. */
  readonly hash: string;
  /** What people tell it by. */
  readonly start: string;
}

/**
 * `greenroom_<256 random bits><CRC-32 of them>`, in letters and digits. Prefix and checksum are for scanners of leaked
 * secrets, which know one by them without asking; nothing here relies on them.
 */
export function newTokenValue(
  randomBytes: (count: number) => Buffer,
): TokenValue {
  const random = inBase62(
    BigInt(`0x${randomBytes(RANDOM_BYTES).toString('hex')}`),
    RANDOM_DIGITS,
  );
  const check = inBase62(BigInt(crc32(random)), CHECK_DIGITS);
  const value = `${TOKEN_PREFIX}${random}${check}`;
  return {
    value,
    hash: hashOf(value),
    start: value.slice(0, TOKEN_PREFIX.length + SHOWN_DIGITS),
  };
}

/** SHA-256 in base64: how gateways know tokens and keys. */
export function hashOf(value: string): string {
  return createHash('sha256').update(value).digest('base64');
}

function inBase62(value: bigint, length: number): string {
  let text = '';
  for (let rest = value; text.length < length; rest /= 62n)
    text = DIGITS[Number(rest % 62n)] + text;
  return text;
}
