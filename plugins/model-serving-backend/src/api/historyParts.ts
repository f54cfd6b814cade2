import { InputError } from '@backstage/errors';
import type { Request } from 'express';
import { z } from 'zod';
import { readQuery } from './QueryReader';

const MAX_ID = 999_999_999;

/** Body of a rollback, of a resource of any kind. */
export const rollbackBody = z.strictObject({
  revision: z.union([z.string().max(253), z.int().min(1)]).optional(),
  history: z.int().min(1).optional(),
  resourceVersion: z.string().max(100).optional(),
});

/** The write that a path names, and what it is compared with. @throws InputError */
export function historyEntry(req: Request): {
  readonly id: number;
  readonly against?: number;
} {
  const id = historyId(req.params.id);
  const against = readQuery(req.query, reader =>
    reader.integer('against', { min: 1, max: MAX_ID }),
  );
  return { id, against };
}

function historyId(text: string): number {
  const id = /^\d{1,9}$/.test(text) ? Number(text) : 0;
  if (id > 0) return id;
  throw new InputError('the id of a write in the path must be a whole number');
}
