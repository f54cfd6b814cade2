import type {
  AuditorService,
  HttpAuthService,
} from '@backstage/backend-plugin-api';
import { InputError } from '@backstage/errors';
import {
  connectionTypes,
  stringifyResourceRef,
  toConnectionManifest,
  type Connection,
  type ConnectionUser,
} from '@greenroom/backstage-plugin-model-serving-common';
import type { Request, Response, Router } from 'express';
import PromiseRouter from 'express-promise-router';
import { stringify } from 'yaml';
import { z } from 'zod';
import {
  importConnection,
  PROBE_RETRY_SECONDS,
  ProbeBusyError,
  type Connections,
} from '../connections';
import { audited, type AuditedAction } from './audited';
import { callerOf } from './callers';
import { patchPaths } from './patchPaths';
import { pathRef, REF_PATH } from './pathRef';
import { readQuery } from './QueryReader';
import { idempotencyKey, readBody, untilClosed } from './requestParts';

const ONE = `/connections${REF_PATH}`;

const testBody = z.strictObject({ path: z.string().max(1024).optional() });
const rotateBody = z.strictObject({
  values: z.record(z.string(), z.string().max(65_536)).default({}),
  test: z.boolean().optional(),
  path: z.string().max(1024).optional(),
  restart: z.boolean().optional(),
});
const importBody = z.strictObject({ yaml: z.string() });

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

  const caller = (req: Request) => callerOf(httpAuth, req);

  router.get('/connections', async (req, res) => {
    const { usableIn, usableBy, ...query } = readQuery(req.query, reader => ({
      namespaces: reader.texts('namespace'),
      clusters: reader.texts('cluster'),
      types: reader.texts('type'),
      search: reader.text('search'),
      usableIn: reader.text('usableIn'),
      usableBy: reader.text('usableBy'),
      limit: reader.integer('limit', { min: 1, max: 200 }),
      cursor: reader.text('cursor'),
    }));
    const call = await caller(req);
    res.json(
      await audited(auditor, req, fetching('list'), () =>
        connections.list({ ...query, ...usableTo(usableIn, usableBy) }, call),
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

  router.post('/connections/import', async (req, res) => {
    const query = readQuery(req.query, reader => ({
      cluster: reader.text('cluster'),
      namespace: reader.text('namespace'),
      dryRun: reader.flag('dryRun') ?? false,
    }));
    const { yaml } = readBody(importBody, req.body);
    const call = await caller(req);
    const result = await audited(
      auditor,
      req,
      query.dryRun ? fetching('import-dry-run') : mutating('import'),
      async add => {
        const made = await importConnection(
          connections,
          { ...query, yaml },
          call,
        );
        add({ ref: stringifyResourceRef(made.connection.ref) });
        return made;
      },
    );
    res.status(query.dryRun ? 200 : 201).json(result);
  });

  router.get('/connection-types', async (req, res) => {
    readQuery(req.query, () => undefined);
    await caller(req);
    res.json({ items: connectionTypes });
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

  router.post(`${ONE}/rotate`, async (req, res) => {
    const ref = pathRef(req.params);
    const dryRun =
      readQuery(req.query, reader => reader.flag('dryRun')) ?? false;
    const input = readBody(rotateBody, req.body);
    const { credentials } = await caller(req);
    const result = await audited(
      auditor,
      req,
      dryRun ? browsing('rotate-dry-run', req) : mutating('rotate', req),
      async add => {
        const outcome = await orBusy(res, () =>
          connections.rotate(
            ref,
            { input, dryRun },
            { credentials, signal: untilClosed(res) },
          ),
        );
        add({
          changes: patchPaths({ values: input.values }),
          rotated: outcome.rotated,
          restart: input.restart === true,
        });
        return outcome;
      },
    );
    res.json(result);
  });

  router.put(`${ONE}/sharing`, async (req, res) => {
    const ref = pathRef(req.params);
    readQuery(req.query, () => undefined);
    const call = await caller(req);
    res.json(
      await audited(auditor, req, mutating('share', req), async add => {
        const view = await connections.share(ref, req.body, call);
        const { namespaces = [], owners = [] } =
          view.resource.spec.sharedWith ?? {};
        add({ namespaces: [...namespaces], owners: [...owners] });
        return view;
      }),
    );
  });

  router.get(`${ONE}/manifest`, async (req, res) => {
    const ref = pathRef(req.params);
    readQuery(req.query, () => undefined);
    const call = await caller(req);
    const { resource } = await audited(
      auditor,
      req,
      fetching('manifest', req),
      () => connections.get(ref, call),
    );
    res
      .type('application/yaml')
      .send(stringify(toConnectionManifest(withoutServerFields(resource))));
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

/** @throws InputError for an owner without a place */
function usableTo(
  namespace: string | undefined,
  owner: string | undefined,
): { readonly usableBy?: ConnectionUser } {
  if (namespace !== undefined) return { usableBy: { namespace, owner } };
  if (owner === undefined) return {};
  throw new InputError(
    'usableBy needs usableIn, the project of the deployment',
  );
}

/** As a person would have written it. */
function withoutServerFields(connection: Connection): Connection {
  const { name, namespace, labels, annotations } = connection.metadata;
  return { ...connection, metadata: { name, namespace, labels, annotations } };
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
