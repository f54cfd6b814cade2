import { InputError } from '@backstage/errors';
import {
  WRITE_ORIGIN_HEADER,
  writeOrigins,
  type WriteOrigin,
} from '@greenroom/backstage-plugin-model-serving-common';
import type { Request, Response } from 'express';
import type { ZodType } from 'zod';

/** A body of a known shape. @throws InputError naming the fields that do not fit */
export function readBody<T>(schema: ZodType<T>, body: unknown): T {
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  throw new InputError(
    parsed.error.issues
      .map(({ path, message }) => `${path.join('.') || 'the body'}: ${message}`)
      .join('; '),
  );
}

/** The key under which a repeated request returns the first result. @throws InputError */
export function idempotencyKey(req: Request): string | undefined {
  const key = req.header('idempotency-key');
  if (key !== undefined && !/^[\x21-\x7e]{1,200}$/.test(key)) {
    throw new InputError(
      'Idempotency-Key must be 1 to 200 printable characters without blanks',
    );
  }
  return key;
}

/** With what a write is made, as its author says. @throws InputError for what is not on the list */
export function writeOrigin(req: Request): WriteOrigin | undefined {
  const sent = req.header(WRITE_ORIGIN_HEADER);
  if (sent === undefined) return undefined;
  const origin = writeOrigins.find(known => known === sent);
  if (origin) return origin;
  throw new InputError(
    `${WRITE_ORIGIN_HEADER} must be one of ${writeOrigins.join(', ')}`,
  );
}

/** Aborts when the client leaves: nobody waits for the rest. */
export function untilClosed(res: Response): AbortSignal {
  const controller = new AbortController();
  res.on('close', () => controller.abort());
  return controller.signal;
}
