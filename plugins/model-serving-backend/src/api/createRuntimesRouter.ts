import type {
  AuditorService,
  HttpAuthService,
} from '@backstage/backend-plugin-api';
import {
  stringifyResourceRef,
  type ResourceRef,
} from '@greenroom/backstage-plugin-model-serving-common';
import type { Request, Router } from 'express';
import PromiseRouter from 'express-promise-router';
import { z } from 'zod';
import type { Runtimes } from '../runtimes';
import { audited, type AuditedAction } from './audited';
import { callerOf } from './callers';
import { REF_PATH } from './pathRef';
import { readQuery } from './QueryReader';
import { readBody } from './requestParts';
import { anyPathRef } from './resourcePath';

const ONE = `/runtimes${REF_PATH}`;

const NAME = /^[a-z0-9]([-a-z0-9.]{0,251}[a-z0-9])?$/;
const name = z
  .string()
  .regex(NAME, "lower case letters, digits, '-' and '.', at most 253");
const duplicationBody = z.strictObject({
  name: name.optional(),
  namespace: name.optional(),
});
const orderBody = z.strictObject({
  cluster: name.optional(),
  runtimes: z
    .array(z.strictObject({ namespace: name.optional(), name }))
    .max(500),
});

/** Options of {@link createRuntimesRouter}. */
export interface RuntimesRouterOptions {
  readonly runtimes: Runtimes;
  readonly httpAuth: HttpAuthService;
  readonly auditor: AuditorService;
}

/** Routes of runtimes. Permissions are decided inside `runtimes`. */
export function createRuntimesRouter(options: RuntimesRouterOptions): Router {
  const { runtimes, httpAuth, auditor } = options;
  const router = PromiseRouter();

  router.get('/runtimes', async (req, res) => {
    const query = readQuery(req.query, reader => ({
      cluster: reader.text('cluster'),
      namespace: reader.text('namespace'),
      format: reader.text('format'),
    }));
    const { credentials } = await callerOf(httpAuth, req);
    const action = {
      eventId: 'runtime-fetch',
      severityLevel: 'low' as const,
      meta: { queryType: 'list' },
    };
    res.json(
      await audited(auditor, req, action, () =>
        runtimes.list(query, { credentials }),
      ),
    );
  });

  const caller = (req: Request) => callerOf(httpAuth, req);

  router.put('/runtimes/order', async (req, res) => {
    readQuery(req.query, () => undefined);
    const order = readBody(orderBody, req.body);
    const call = await caller(req);
    res.json(
      await audited(auditor, req, mutating('order'), () =>
        runtimes.reorder(order, call),
      ),
    );
  });

  router.get(ONE, async (req, res) => {
    const ref = anyPathRef(req.params);
    readQuery(req.query, () => undefined);
    const call = await caller(req);
    const action = {
      eventId: 'runtime-fetch',
      severityLevel: 'low' as const,
      meta: { queryType: 'by-ref', ref: stringifyResourceRef(ref) },
    };
    res.json(
      await audited(auditor, req, action, () => runtimes.get(ref, call)),
    );
  });

  for (const [verb, enabled] of [
    ['enable', true],
    ['disable', false],
  ] as const) {
    router.post(`${ONE}/${verb}`, async (req, res) => {
      const ref = anyPathRef(req.params);
      readQuery(req.query, () => undefined);
      const call = await caller(req);
      res.json(
        await audited(auditor, req, mutating(verb, ref), () =>
          runtimes.setEnabled(ref, enabled, call),
        ),
      );
    });
  }

  router.post(`${ONE}/duplicate`, async (req, res) => {
    const ref = anyPathRef(req.params);
    readQuery(req.query, () => undefined);
    const duplication = readBody(duplicationBody, req.body ?? {});
    const call = await caller(req);
    const copy = await audited(
      auditor,
      req,
      mutating('duplicate', ref),
      async add => {
        const view = await runtimes.duplicate(ref, duplication, call);
        add({ copy: `${view.namespace ?? ''}/${view.name}` });
        return view;
      },
    );
    res.status(201).json(copy);
  });

  return router;
}

function mutating(actionType: string, ref?: ResourceRef): AuditedAction {
  return {
    eventId: 'runtime-mutate',
    severityLevel: 'high',
    meta: { actionType, ...(ref && { ref: stringifyResourceRef(ref) }) },
  };
}
