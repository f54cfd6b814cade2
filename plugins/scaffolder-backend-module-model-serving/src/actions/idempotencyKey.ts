import { randomUUID } from 'node:crypto';

/**
 * Names one run of one step, so that a repeat after a lost answer or a recovered task gets the first result. Without a
 * step (an action called outside of a task) each call is its own.
 */
export function idempotencyKey(ctx: {
  readonly task: { readonly id: string };
  readonly step?: { readonly id?: string };
  readonly each?: { readonly key?: unknown };
}): string {
  const step = ctx.step?.id ?? randomUUID();
  const each = ctx.each?.key === undefined ? '' : `/${String(ctx.each.key)}`;
  return `${ctx.task.id}/${step}${each}`;
}
