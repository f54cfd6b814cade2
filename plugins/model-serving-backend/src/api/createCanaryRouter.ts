import type { Request, Router } from 'express';
import PromiseRouter from 'express-promise-router';
import { z } from 'zod';
import type {} from '../deployments';
import { audited } from './audited';
import { writerOf } from './callers';
import type { DeploymentsRouterOptions } from './createDeploymentsRouter';
import { fetching, mutating } from './deploymentActions';
import { pathRef, REF_PATH } from './pathRef';
import { readQuery } from './QueryReader';
import { readBody } from './requestParts';

const ONE = `/deployments${REF_PATH}`;

const shareBody = z.strictObject({
  percent: z.int().min(0).max(100),
  component: z.enum(['predictor', 'transformer', 'explainer']).optional(),
  canary: z.string().min(1).max(63).optional(),
  isDropped: z.boolean().optional(),
  isAllowedAgain: z.boolean().optional(),
});

/** Routes of how a deployment's traffic is split. Permissions: inside `deployments`. */
export function createCanaryRouter(options: DeploymentsRouterOptions): Router {
  const { deployments, httpAuth, auditor } = options;
  const router = PromiseRouter();

  const caller = (req: Request) => writerOf(httpAuth, req);

  router.post(`${ONE}/canary`, async (req, res) => {
    const ref = pathRef(req.params);
    readQuery(req.query, () => undefined);
    const share = readBody(shareBody, req.body);
    const call = await caller(req);
    const detail = await audited(
      auditor,
      req,
      mutating('canary', req),
      async add => {
        add({ percent: share.percent });
        return deployments.setCanary(ref, share, call);
      },
    );
    res.status(202).json(detail);
  });

  router.get(`${ONE}/traffic`, async (req, res) => {
    const ref = pathRef(req.params);
    readQuery(req.query, () => undefined);
    const call = await caller(req);
    res.json(
      await audited(auditor, req, fetching('traffic', req), () =>
        deployments.traffic(ref, call),
      ),
    );
  });

  return router;
}
