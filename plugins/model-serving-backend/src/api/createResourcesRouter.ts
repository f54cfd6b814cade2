import type {
  AuditorService,
  HttpAuthService,
} from '@backstage/backend-plugin-api';
import {
  stringifyResourceRef,
  type ImportedResource,
} from '@greenroom/backstage-plugin-model-serving-common';
import type { Request, Router } from 'express';
import PromiseRouter from 'express-promise-router';
import { z } from 'zod';
import type {} from '../deployments';
import type {
  ResourceImport,
  Resources,
  ResourceTarget,
  PlannedResource,
} from '../resources';
import { audited, type AuditedAction } from './audited';
import { writerOf } from './callers';
import { historyEntry, rollbackBody } from './historyParts';
import { readQuery } from './QueryReader';
import { readBody } from './requestParts';
import {
  kindOf,
  namespaceIn,
  RESOURCE_PATH,
  resourceTarget,
  writtenTarget,
} from './resourcePath';

const importBody = z.strictObject({
  yaml: z.string(),
  isEdit: z.boolean().optional(),
});
/** Field paths of one write that are audited. */
const MAX_PATHS = 50;

/** Options of {@link createResourcesRouter}. */
export interface ResourcesRouterOptions {
  readonly resources: Resources;
  readonly resourceImport: ResourceImport;
  readonly httpAuth: HttpAuthService;
  readonly auditor: AuditorService;
}

/** Routes of KServe's resources of every kind, their import and export. Permissions are decided inside the services. */
export function createResourcesRouter(options: ResourcesRouterOptions): Router {
  const { resources, resourceImport, httpAuth, auditor } = options;
  const router = PromiseRouter();

  const caller = (req: Request) => writerOf(httpAuth, req);

  router.get('/resources', async (req, res) => {
    const query = readQuery(req.query, reader => ({
      clusters: reader.texts('cluster'),
      namespaces: reader.texts('namespace')?.map(namespaceIn),
      kinds: reader
        .texts('kind')
        ?.map(kind => kindOf(kind, 'query parameter kind')),
      search: reader.text('search'),
      limit: reader.integer('limit', { min: 1, max: 200 }),
      cursor: reader.text('cursor'),
    }));
    const call = await caller(req);
    res.json(
      await audited(auditor, req, fetching('list'), () =>
        resources.list(query, call),
      ),
    );
  });

  router.get(RESOURCE_PATH, async (req, res) => {
    const target = resourceTarget(req.params);
    readQuery(req.query, () => undefined);
    const call = await caller(req);
    res.json(
      await audited(auditor, req, fetching('by-ref', target), () =>
        resources.get(target, call),
      ),
    );
  });

  router.put(RESOURCE_PATH, async (req, res) => {
    const target = writtenTarget(req.params);
    const { dryRun, onlyNew } = readQuery(req.query, reader => ({
      dryRun: reader.flag('dryRun'),
      onlyNew: reader.flag('onlyNew'),
    }));
    const call = await caller(req);
    const sent: unknown = req.body;
    if (dryRun) {
      const { planned } = await audited(
        auditor,
        req,
        fetching('dry-run', target),
        () => resources.plan(target, sent, call),
      );
      res.json(single(planned));
      return;
    }
    const written = await audited(
      auditor,
      req,
      mutating('put', target),
      async add => {
        const planned = await resources.put(target, sent, { ...call, onlyNew });
        add({ changes: planned.changes.slice(0, MAX_PATHS) });
        return planned;
      },
    );
    res.status(written.action === 'create' ? 201 : 200).json(single(written));
  });

  router.delete(RESOURCE_PATH, async (req, res) => {
    const target = writtenTarget(req.params);
    readQuery(req.query, () => undefined);
    const call = await caller(req);
    const forgotten = await audited(
      auditor,
      req,
      mutating('delete', target),
      () => resources.delete(target, call),
    );
    if (forgotten) res.json(forgotten);
    else res.status(204).end();
  });

  router.get(`${RESOURCE_PATH}/history`, async (req, res) => {
    const target = resourceTarget(req.params);
    readQuery(req.query, () => undefined);
    const call = await caller(req);
    const items = await audited(auditor, req, fetching('history', target), () =>
      resources.history(target, call),
    );
    res.json({ items });
  });

  router.get(`${RESOURCE_PATH}/history/:id`, async (req, res) => {
    const target = resourceTarget(req.params);
    const entry = historyEntry(req);
    const call = await caller(req);
    res.json(
      await audited(auditor, req, fetching('history-entry', target), () =>
        resources.historyEntry(target, entry, call),
      ),
    );
  });

  router.post(`${RESOURCE_PATH}/rollback`, async (req, res) => {
    const target = writtenTarget(req.params);
    const dryRun = readQuery(req.query, reader => reader.flag('dryRun'));
    const to = readBody(rollbackBody, req.body);
    const call = await caller(req);
    const action = dryRun
      ? fetching('dry-run', target)
      : mutating('rollback', target);
    const planned = await audited(auditor, req, action, async add => {
      if (dryRun) return resources.planRollback(target, to, call);
      add({ target: to.history ?? '' });
      return resources.rollback(target, to, call);
    });
    res.json(single(planned));
  });

  router.post('/import', async (req, res) => {
    const query = readQuery(req.query, reader => ({
      cluster: reader.text('cluster'),
      namespace: reader.text('namespace'),
      dryRun: reader.flag('dryRun'),
    }));
    const text = readBody(importBody, req.body);
    const call = await caller(req);
    const action = query.dryRun ? fetching('import-plan') : mutating('import');
    const result = await audited(auditor, req, action, async add => {
      const done = await resourceImport.run({ ...query, ...text }, call);
      add({
        applied: done.applied,
        resources: done.items.flatMap(({ kind, ref, action: what }) =>
          ref ? [`${what} ${kind} ${stringifyResourceRef(ref)}`] : [],
        ),
      });
      return done;
    });
    res.json(result);
  });

  router.get('/export', async (req, res) => {
    const query = readQuery(req.query, reader => ({
      cluster: reader.required('cluster'),
      namespace: reader.text('namespace'),
      name: reader.text('name'),
      kinds: reader
        .texts('kind')
        ?.map(kind => kindOf(kind, 'query parameter kind')),
    }));
    const call = await caller(req);
    const { namespace, ...rest } = query;
    const yaml = await audited(auditor, req, fetching('export'), () =>
      resources.export(
        {
          ...rest,
          ...(namespace !== undefined && { namespace: namespaceIn(namespace) }),
        },
        call,
      ),
    );
    res.type('application/yaml').send(yaml);
  });

  return router;
}

function single(planned: PlannedResource): ImportedResource {
  return { document: 1, ...planned };
}

function fetching(queryType: string, target?: ResourceTarget): AuditedAction {
  return {
    eventId: 'resource-fetch',
    severityLevel: 'low',
    meta: { queryType, ...describe(target) },
  };
}

function mutating(actionType: string, target?: ResourceTarget): AuditedAction {
  return {
    eventId: 'resource-mutate',
    severityLevel: 'medium',
    meta: { actionType, ...describe(target) },
  };
}

function describe(target: ResourceTarget | undefined): {
  readonly kind?: string;
  readonly ref?: string;
} {
  if (!target) return {};
  return { kind: target.kind, ref: stringifyResourceRef(target.ref) };
}
