import type {
  AuditorService,
  HttpAuthService,
} from '@backstage/backend-plugin-api';
import { InputError } from '@backstage/errors';
import {
  stringifyResourceRef,
  type DeploymentOrderField,
  type DeploymentQuery,
  type MetricRange,
} from '@greenroom/backstage-plugin-model-serving-common';
import type { Request, Router } from 'express';
import PromiseRouter from 'express-promise-router';
import { z } from 'zod';
import type { Deployments } from '../deployments';
import { metricRanges } from '../deployments/metrics';
import { addLogRoute } from './addLogRoute';
import { audited, type AuditedAction } from './audited';
import { writerOf } from './callers';
import { fetching, mutating, refIn } from './deploymentActions';
import { patchPaths } from './patchPaths';
import { pathRef, REF_PATH } from './pathRef';
import { readQuery } from './QueryReader';
import { idempotencyKey, readBody, untilClosed } from './requestParts';

const ONE = `/deployments${REF_PATH}`;

const orderFields: readonly DeploymentOrderField[] = [
  'lastDeployed',
  'name',
  'state',
  'owner',
  'namespace',
  'created',
  'runtime',
  'format',
];

const ranges = Object.keys(metricRanges) as MetricRange[];

const scaleBody = z.strictObject({
  minReplicas: z.int().min(0),
  maxReplicas: z.int().min(0).optional(),
});

/** Body of a try. */
export const tryBody = z.strictObject({
  path: z.string(),
  method: z.enum(['GET', 'POST']),
  headers: z.record(z.string(), z.string()).optional(),
  body: z.string().optional(),
});

/** Options of {@link createDeploymentsRouter}. */
export interface DeploymentsRouterOptions {
  readonly deployments: Deployments;
  readonly httpAuth: HttpAuthService;
  readonly auditor: AuditorService;
}

/** Routes of deployments. Permissions are decided inside `deployments`. */
export function createDeploymentsRouter(
  options: DeploymentsRouterOptions,
): Router {
  const { deployments, httpAuth, auditor } = options;
  const router = PromiseRouter();

  const caller = (req: Request) => writerOf(httpAuth, req);

  router.get('/deployments', async (req, res) => {
    const query = readListQuery(req.query);
    const call = await caller(req);
    res.json(
      await audited(auditor, req, fetching('list'), () =>
        deployments.list(query, call),
      ),
    );
  });

  router.post('/deployments', async (req, res) => {
    const { cluster, dryRun } = readQuery(req.query, reader => ({
      cluster: reader.text('cluster'),
      dryRun: reader.flag('dryRun'),
    }));
    const key = idempotencyKey(req);
    const call = await caller(req);
    const request = { cluster, resource: req.body, idempotencyKey: key };
    if (dryRun) {
      res.json(
        await audited(auditor, req, fetching('dry-run'), () =>
          deployments.dryRun(request, call),
        ),
      );
      return;
    }
    const created = await audited(
      auditor,
      req,
      mutating('create'),
      async add => {
        const detail = await deployments.create(request, call);
        add({ ref: stringifyResourceRef(detail.ref) });
        return detail;
      },
    );
    res.status(201).json(created);
  });

  router.get(ONE, async (req, res) => {
    const ref = pathRef(req.params);
    readQuery(req.query, () => undefined);
    const call = await caller(req);
    res.json(
      await audited(auditor, req, fetching('by-ref', req), () =>
        deployments.get(ref, call),
      ),
    );
  });

  router.patch(ONE, async (req, res) => {
    const ref = pathRef(req.params);
    const dryRun = readQuery(req.query, reader => reader.flag('dryRun'));
    const call = await caller(req);
    if (dryRun) {
      res.json(
        await audited(auditor, req, fetching('dry-run', req), () =>
          deployments.dryRunPatch(ref, req.body, call),
        ),
      );
      return;
    }
    res.json(
      await audited(auditor, req, mutating('update', req), async add => {
        const detail = await deployments.patch(ref, req.body, call);
        add({ changes: patchPaths(req.body) });
        return detail;
      }),
    );
  });

  router.delete(ONE, async (req, res) => {
    const ref = pathRef(req.params);
    readQuery(req.query, () => undefined);
    const call = await caller(req);
    const forgotten = await audited(auditor, req, mutating('delete', req), () =>
      deployments.delete(ref, call),
    );
    if (forgotten) res.json(forgotten);
    else res.status(202).end();
  });

  for (const action of ['start', 'stop'] as const) {
    router.post(`${ONE}/${action}`, async (req, res) => {
      const ref = pathRef(req.params);
      readQuery(req.query, () => undefined);
      const call = await caller(req);
      const detail = await audited(auditor, req, mutating(action, req), () =>
        deployments[action](ref, call),
      );
      res.status(202).json(detail);
    });
  }

  router.post(`${ONE}/scale`, async (req, res) => {
    const ref = pathRef(req.params);
    readQuery(req.query, () => undefined);
    const scale = readBody(scaleBody, req.body);
    const call = await caller(req);
    const detail = await audited(auditor, req, mutating('scale', req), () =>
      deployments.scale(ref, scale, call),
    );
    res.status(202).json(detail);
  });

  router.get(`${ONE}/events`, async (req, res) => {
    const ref = pathRef(req.params);
    readQuery(req.query, () => undefined);
    const call = await caller(req);
    const items = await audited(auditor, req, fetching('events', req), () =>
      deployments.events(ref, call),
    );
    res.json({ items });
  });

  addLogRoute(router, `${ONE}/logs`, {
    httpAuth,
    auditor,
    logs: (ref, request, call) => deployments.logs(ref, request, call),
  });

  router.get(`${ONE}/metrics`, async (req, res) => {
    const ref = pathRef(req.params);
    const range =
      readQuery(req.query, reader => reader.choice('range', ranges)) ?? '1h';
    const call = await caller(req);
    res.json(
      await audited(auditor, req, fetching('metrics', req), () =>
        deployments.metrics(ref, range, call),
      ),
    );
  });

  router.get(`${ONE}/scaling`, async (req, res) => {
    const ref = pathRef(req.params);
    const since = readQuery(req.query, reader => reader.moment('since'));
    const range = since === undefined ? {} : { since };
    const call = await caller(req);
    res.json(
      await audited(auditor, req, fetching('scaling', req), () =>
        deployments.scaling(ref, range, call),
      ),
    );
  });

  router.post(`${ONE}/try`, async (req, res) => {
    const ref = pathRef(req.params);
    readQuery(req.query, () => undefined);
    const request = readBody(tryBody, req.body);
    const { credentials } = await caller(req);
    const action: AuditedAction = {
      eventId: 'model-invoke',
      severityLevel: 'low',
      meta: { ref: refIn(req), method: request.method },
    };
    res.json(
      await audited(auditor, req, action, async add => {
        const answer = await deployments.try(ref, request, {
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

function readListQuery(query: Request['query']): DeploymentQuery {
  return readQuery(query, reader => ({
    cursor: reader.text('cursor'),
    limit: reader.integer('limit', { min: 1, max: 200 }),
    search: reader.text('search'),
    states: reader.texts('state'),
    owners: reader.texts('owner'),
    clusters: reader.texts('cluster'),
    namespaces: reader.texts('namespace'),
    runtimes: reader.texts('runtime'),
    formats: reader.texts('format'),
    orderBy: readOrder(reader.text('orderField')),
  }));
}

function readOrder(value: string | undefined): DeploymentQuery['orderBy'] {
  if (value === undefined) return undefined;
  const [name, direction = 'asc', ...rest] = value.split(',');
  const field = orderFields.find(known => known === name);
  const order = (['asc', 'desc'] as const).find(known => known === direction);
  if (!field || !order || rest.length > 0) {
    throw new InputError(
      `query parameter orderField must be <field>,asc or <field>,desc with a field of ${orderFields.join(
        ', ',
      )}`,
    );
  }
  return { field, order };
}
