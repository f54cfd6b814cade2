import type {
  AuditorService,
  HttpAuthService,
} from '@backstage/backend-plugin-api';
import {
  stringifyResourceRef,
  type MetricRange,
} from '@greenroom/backstage-plugin-model-serving-common';
import type { Request, Router } from 'express';
import PromiseRouter from 'express-promise-router';
import type {} from '../deployments';
import { metricRanges } from '../deployments/metrics';
import type { Graphs } from '../graph';
import { addLogRoute } from './addLogRoute';
import { audited, type AuditedAction } from './audited';
import { writerOf } from './callers';
import { tryBody } from './createDeploymentsRouter';
import { pathRef, REF_PATH } from './pathRef';
import { readQuery } from './QueryReader';
import { readBody, untilClosed } from './requestParts';

const ONE = `/graphs${REF_PATH}`;
const RANGES = Object.keys(metricRanges) as MetricRange[];

/** Options of {@link createGraphsRouter}. */
export interface GraphsRouterOptions {
  readonly graphs: Graphs;
  readonly httpAuth: HttpAuthService;
  readonly auditor: AuditorService;
}

/** Routes of inference graphs, beside those of all resources. Permissions are decided inside the service. */
export function createGraphsRouter(options: GraphsRouterOptions): Router {
  const { graphs, httpAuth, auditor } = options;
  const router = PromiseRouter();

  const caller = (req: Request) => writerOf(httpAuth, req);

  router.get('/graphs', async (req, res) => {
    const query = readQuery(req.query, reader => ({
      clusters: reader.texts('cluster'),
      namespaces: reader.texts('namespace'),
      search: reader.text('search'),
      limit: reader.integer('limit', { min: 1, max: 200 }),
      cursor: reader.text('cursor'),
    }));
    const call = await caller(req);
    res.json(
      await audited(auditor, req, fetching('list'), () =>
        graphs.list(query, call),
      ),
    );
  });

  router.get(ONE, async (req, res) => {
    const ref = pathRef(req.params);
    readQuery(req.query, () => undefined);
    const call = await caller(req);
    res.json(
      await audited(auditor, req, fetching('by-ref', req), () =>
        graphs.get(ref, call),
      ),
    );
  });

  router.get(`${ONE}/metrics`, async (req, res) => {
    const ref = pathRef(req.params);
    const range = readQuery(req.query, reader =>
      reader.choice('range', RANGES),
    );
    const call = await caller(req);
    res.json(
      await audited(auditor, req, fetching('metrics', req), () =>
        graphs.metrics(ref, range ?? '1h', call),
      ),
    );
  });

  router.get(`${ONE}/events`, async (req, res) => {
    const ref = pathRef(req.params);
    readQuery(req.query, () => undefined);
    const call = await caller(req);
    const items = await audited(auditor, req, fetching('events', req), () =>
      graphs.events(ref, call),
    );
    res.json({ items });
  });

  addLogRoute(router, `${ONE}/logs`, {
    httpAuth,
    auditor,
    logs: (ref, request, call) => graphs.logs(ref, request, call),
  });

  for (const verb of ['start', 'stop'] as const) {
    router.post(`${ONE}/${verb}`, async (req, res) => {
      const ref = pathRef(req.params);
      readQuery(req.query, () => undefined);
      const call = await caller(req);
      const action: AuditedAction = {
        eventId: 'graph-mutate',
        severityLevel: 'medium',
        meta: { actionType: verb, ref: stringifyResourceRef(ref) },
      };
      const detail = await audited(auditor, req, action, () =>
        graphs[verb](ref, call),
      );
      res.status(202).json(detail);
    });
  }

  router.post(`${ONE}/try`, async (req, res) => {
    const ref = pathRef(req.params);
    readQuery(req.query, () => undefined);
    const request = readBody(tryBody, req.body);
    const { credentials } = await caller(req);
    const action: AuditedAction = {
      eventId: 'graph-invoke',
      severityLevel: 'low',
      meta: { ref: stringifyResourceRef(ref), method: request.method },
    };
    res.json(
      await audited(auditor, req, action, async add => {
        const answer = await graphs.try(ref, request, {
          credentials,
          signal: untilClosed(res),
        });
        add({ status: answer.status });
        return answer;
      }),
    );
  });

  return router;
}

function fetching(queryType: string, req?: Request): AuditedAction {
  return {
    eventId: 'graph-fetch',
    severityLevel: 'low',
    meta: {
      queryType,
      ...(req ? { ref: stringifyResourceRef(pathRef(req.params)) } : {}),
    },
  };
}
