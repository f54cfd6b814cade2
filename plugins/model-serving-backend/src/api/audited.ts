import type {
  AuditorService,
  AuditorServiceEventSeverityLevel,
} from '@backstage/backend-plugin-api';
import { toError } from '@backstage/errors';
import type { JsonObject } from '@backstage/types';
import type { Request } from 'express';

/** What is written into the audit log about one request: ids and field paths, never values. */
export interface AuditedAction {
  readonly eventId: string;
  readonly severityLevel: AuditorServiceEventSeverityLevel;
  readonly meta: JsonObject;
}

/**
 * Does something under an audit event. The event is there before the first permission check, so that refusals are on
 * record; it ends with exactly one success or failure.
 *
 * @param run - may add to the event's meta what is only known afterwards
 */
export async function audited<T>(
  auditor: AuditorService,
  request: Request,
  action: AuditedAction,
  run: (add: (meta: JsonObject) => void) => Promise<T>,
): Promise<T> {
  const event = await auditor.createEvent({ ...action, request });
  const learned: JsonObject = {};
  try {
    const result = await run(meta => Object.assign(learned, meta));
    await event.success({ meta: learned });
    return result;
  } catch (error) {
    await event.fail({ error: toError(error), meta: learned });
    throw error;
  }
}
