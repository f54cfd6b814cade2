import type {
  AuditorService,
  HttpAuthService,
} from '@backstage/backend-plugin-api';
import { InputError } from '@backstage/errors';
import { stringifyResourceRef } from '@greenroom/backstage-plugin-model-serving-common';
import type { Request, Response, Router } from 'express';
import PromiseRouter from 'express-promise-router';
import { z } from 'zod';
import {
  PROBE_RETRY_SECONDS,
  ProbeBusyError,
  type ConnectionCallOptions,
  type Connections,
} from '../connections';
import { audited, type AuditedAction } from './audited';
import { patchPaths } from './patchPaths';
import { pathRef, REF_PATH } from './pathRef';
import { readQuery } from './QueryReader';
import { idempotencyKey, readBody, untilClosed } from './requestParts';

const ONE = `/connections${REF_PATH}`;

const testBody = z.strictObject({ path: z.string().max(1024).optional() });

/** Options of {@link createConnectionsRouter}. */
export interface ConnectionsRouterOptions {
  readonly connections: Connections;
  readonly httpAuth: HttpAuthService;
  readonly auditor: AuditorService;
}

/** Routes of connections. Permissions are decided inside `connections`. */
export function createConnectionsRouter(
  options: ConnectionsRouterOptions,
): Router {
  const { connections, httpAuth, auditor } = options;
  const router = PromiseRouter();

  const caller = async (req: Request): Promise<ConnectionCallOptions> => ({
    credentials: await httpAuth.credentials(req, {
      allow: ['user', 'service'],
    }),
  });

  router.get('/connections', async (req, res) => {
    const query = readQuery(req.query, reader => ({
      namespaces: reader.texts('namespace'),
      clusters: reader.texts('cluster'),
      types: reader.texts('type'),
      search: reader.text('search'),
      limit: reader.integer('limit', { min: 1, max: 200 }),
      cursor: reader.text('cursor'),
    }));
    const call = await caller(req);
    res.json(
      await audited(auditor, req, fetching('list'), () =>
        connections.list(query, call),
      ),
    );
  });

  router.post('/connections', async (req, res) => {
    const dryRun = readQuery(req.query, reader => reader.flag('dryRun'));
    const key = idempotencyKey(req);
    const call = await caller(req);
    const request = { input: req.body, idempotencyKey: key };
    if (dryRun) {
      res.json(
        await audited(auditor, req, fetching('dry-run'), () =>
          connections.dryRun(request, call),
        ),
      );
      return;
    }
    const created = await audited(
      auditor,
      req,
      mutating('create'),
      async add => {
        const view = await connections.create(request, call);
        add({ ref: stringifyResourceRef(view.ref) });
        return view;
      },
    );
    res.status(201).json(created);
  });

  router.post('/connections/test', async (req, res) => {
    readQuery(req.query, () => undefined);
    const { path, ...input } = bodyObject(req.body);
    const test = readBody(testBody, { path });
    const { credentials } = await caller(req);
    const result = await audited(auditor, req, browsing('test-unsaved'), () =>
      orBusy(res, () =>
        connections.testUnsaved(
          { input, path: test.path },
          { credentials, signal: untilClosed(res) },
        ),
      ),
    );
    res.json(result);
  });

  router.get(ONE, async (req, res) => {
    const ref = pathRef(req.params);
    readQuery(req.query, () => undefined);
    const call = await caller(req);
    res.json(
      await audited(auditor, req, fetching('by-ref', req), () =>
        connections.get(ref, call),
      ),
    );
  });

  router.patch(ONE, async (req, res) => {
    const ref = pathRef(req.params);
    readQuery(req.query, () => undefined);
    const call = await caller(req);
    res.json(
      await audited(auditor, req, mutating('update', req), async add => {
        const view = await connections.patch(ref, req.body, call);
        add({ changes: patchPaths(req.body) });
        return view;
      }),
    );
  });

  router.delete(ONE, async (req, res) => {
    const ref = pathRef(req.params);
    readQuery(req.query, () => undefined);
    const call = await caller(req);
    await audited(auditor, req, mutating('delete', req), () =>
      connections.delete(ref, call),
    );
    res.status(202).end();
  });

  router.post(`${ONE}/test`, async (req, res) => {
    const ref = pathRef(req.params);
    readQuery(req.query, () => undefined);
    const test = readBody(testBody, req.body ?? {});
    const { credentials } = await caller(req);
    const result = await audited(auditor, req, browsing('test', req), () =>
      orBusy(res, () =>
        connections.test(ref, test, { credentials, signal: untilClosed(res) }),
      ),
    );
    res.json(result);
  });

  router.get(`${ONE}/browse`, async (req, res) => {
    const ref = pathRef(req.params);
    const request = readQuery(req.query, reader => ({
      prefix: reader.text('prefix') ?? '',
      cursor: reader.text('cursor'),
    }));
    const { credentials } = await caller(req);
    const page = await audited(auditor, req, browsing('browse', req), () =>
      orBusy(res, () =>
        connections.browse(ref, request, {
          credentials,
          signal: untilClosed(res),
        }),
      ),
    );
    res.json(page);
  });

  return router;
}

/** Tells a client when to come back, where all slots are taken. */
async function orBusy<T>(res: Response, probe: () => Promise<T>): Promise<T> {
  try {
    return await probe();
  } catch (error) {
    if (error instanceof ProbeBusyError) {
      res.set('Retry-After', String(PROBE_RETRY_SECONDS));
    }
    throw error;
  }
}

function bodyObject(body: unknown): Record<string, unknown> {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) {
    throw new InputError('the body must be a connection as a JSON object');
  }
  return { ...body };
}

function fetching(queryType: string, req?: Request): AuditedAction {
  return action('connection-fetch', 'low', { queryType }, req);
}

function mutating(actionType: string, req?: Request): AuditedAction {
  return action('connection-mutate', 'high', { actionType }, req);
}

function browsing(queryType: string, req?: Request): AuditedAction {
  return action('connection-browse', 'medium', { queryType }, req);
}

function action(
  eventId: string,
  severityLevel: AuditedAction['severityLevel'],
  meta: Record<string, string>,
  req: Request | undefined,
): AuditedAction {
  const ref = req && { ref: stringifyResourceRef(pathRef(req.params)) };
  return { eventId, severityLevel, meta: { ...meta, ...ref } };
}
