import type {
  AuditorService,
  HttpAuthService,
} from '@backstage/backend-plugin-api';
import {
  stringifyResourceRef,
  type LogLine,
} from '@greenroom/backstage-plugin-model-serving-common';
import type { Router } from 'express';
import type { Deployments } from '../deployments';
import { audited, type AuditedAction } from './audited';
import { writerOf } from './callers';
import { pathRef } from './pathRef';
import { readQuery } from './QueryReader';
import { untilClosed } from './requestParts';
import { sendLines } from './sendLines';

const MAX_TAIL = 10_000;
/** Lines of an answer that is not a stream. */
const MAX_LINES = 20_000;
const DEFAULT_TAIL = 100;

/** Options of {@link addLogRoute}. */
export interface LogRouteOptions {
  readonly httpAuth: HttpAuthService;
  readonly auditor: AuditorService;
  /** Reads them for whom may read them. */
  readonly logs: Deployments['logs'];
}

/** The route of the logs of what runs of one resource: its last lines, or a stream of them. */
export function addLogRoute(
  router: Router,
  path: string,
  { httpAuth, auditor, logs }: LogRouteOptions,
): void {
  router.get(path, async (req, res) => {
    const ref = pathRef(req.params);
    const request = readQuery(req.query, reader => ({
      replica: reader.text('replica'),
      container: reader.text('container'),
      tail: reader.integer('tail', { min: 1, max: MAX_TAIL }) ?? DEFAULT_TAIL,
      previous: reader.flag('previous'),
      follow: reader.flag('follow'),
    }));
    const { credentials } = await writerOf(httpAuth, req);
    const signal = untilClosed(res);
    const action: AuditedAction = {
      eventId: 'logs-fetch',
      severityLevel: 'low',
      meta: {
        ref: stringifyResourceRef(ref),
        queryType: request.follow ? 'follow' : 'tail',
      },
    };
    const lines = await audited(auditor, req, action, () =>
      logs(ref, request, { credentials, signal }),
    );
    if (request.follow) {
      await sendLines(res, lines, signal);
      return;
    }
    res.json({ items: await firstLines(lines) });
  });
}

async function firstLines(lines: AsyncIterable<LogLine>): Promise<LogLine[]> {
  const items: LogLine[] = [];
  for await (const line of lines) {
    items.push(line);
    if (items.length === MAX_LINES) break;
  }
  return items;
}
