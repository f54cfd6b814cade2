import {
  stringifyResourceRef,
  type CopyRequest,
} from '@greenroom/backstage-plugin-model-serving-common';
import type { Router } from 'express';
import PromiseRouter from 'express-promise-router';
import { z } from 'zod';
import { audited } from './audited';
import { writerOf } from './callers';
import type { DeploymentsRouterOptions } from './createDeploymentsRouter';
import { fetching, mutating } from './deploymentActions';
import { NAME, pathRef, REF_PATH } from './pathRef';
import { readQuery } from './QueryReader';
import { readBody } from './requestParts';

const MAX_NAME = 253;
const part = z.string().regex(NAME, 'is not a name');
const copyBody: z.ZodType<CopyRequest> = z.strictObject({
  cluster: part,
  namespace: part,
  // What a deployment may be called is said of its field, in a preview too
  name: z.string().max(MAX_NAME),
  connection: z
    .string()
    .max(2 * MAX_NAME)
    .optional(),
  resourceVersion: z.string().max(100).optional(),
});

/** Route of copies of deployments. Permissions of both places are decided inside `deployments`. */
export function createCopyRouter(options: DeploymentsRouterOptions): Router {
  const { deployments, httpAuth, auditor } = options;
  const router = PromiseRouter();

  router.post(`/deployments${REF_PATH}/copy`, async (req, res) => {
    const ref = pathRef(req.params);
    const dryRun = readQuery(req.query, reader => reader.flag('dryRun'));
    const request = readBody(copyBody, req.body);
    const call = await writerOf(httpAuth, req);
    if (dryRun) {
      res.json(
        await audited(auditor, req, fetching('dry-run', req), () =>
          deployments.explainCopy(ref, request, call),
        ),
      );
      return;
    }
    const made = await audited(
      auditor,
      req,
      mutating('copy', req),
      async add => {
        add({ copy: stringifyResourceRef(request) });
        return deployments.copy(ref, request, call);
      },
    );
    res.status(201).json(made);
  });

  return router;
}
