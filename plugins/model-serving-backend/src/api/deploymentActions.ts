import { stringifyResourceRef } from '@greenroom/backstage-plugin-model-serving-common';
import type { Request } from 'express';
import type { AuditedAction } from './audited';
import { pathRef } from './pathRef';

/** A read, for the audit log. */
export function fetching(queryType: string, req?: Request): AuditedAction {
  return {
    eventId: 'deployment-fetch',
    severityLevel: 'low',
    meta: { queryType, ...(req && { ref: refIn(req) }) },
  };
}

/** A write, for the audit log. */
export function mutating(actionType: string, req?: Request): AuditedAction {
  return {
    eventId: 'deployment-mutate',
    severityLevel: 'medium',
    meta: { actionType, ...(req && { ref: refIn(req) }) },
  };
}

/** The deployment that a request's path names, for the audit log. */
export function refIn(req: Request): string {
  return stringifyResourceRef(pathRef(req.params));
}
