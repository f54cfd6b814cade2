import type { Request, Router } from 'express';
import PromiseRouter from 'express-promise-router';
import type {} from '../deployments';
import { audited } from './audited';
import { writerOf } from './callers';
import type { DeploymentsRouterOptions } from './createDeploymentsRouter';
import { fetching, mutating } from './deploymentActions';
import { historyEntry, rollbackBody } from './historyParts';
import { pathRef, REF_PATH } from './pathRef';
import { readQuery } from './QueryReader';
import { readBody } from './requestParts';

const ONE = `/deployments${REF_PATH}`;

/** Routes of what a deployment was, why it is as it is, and what it would be. Permissions: inside `deployments`. */
export function createDeploymentHistoryRouter(
  options: DeploymentsRouterOptions,
): Router {
  const { deployments, httpAuth, auditor } = options;
  const router = PromiseRouter();

  const caller = (req: Request) => writerOf(httpAuth, req);

  router.get(`${ONE}/history`, async (req, res) => {
    const ref = pathRef(req.params);
    readQuery(req.query, () => undefined);
    const call = await caller(req);
    const items = await audited(auditor, req, fetching('history', req), () =>
      deployments.history(ref, call),
    );
    res.json({ items });
  });

  router.get(`${ONE}/history/:id`, async (req, res) => {
    const ref = pathRef(req.params);
    const entry = historyEntry(req);
    const call = await caller(req);
    res.json(
      await audited(auditor, req, fetching('history-entry', req), () =>
        deployments.historyEntry(ref, entry, call),
      ),
    );
  });

  router.get(`${ONE}/revisions`, async (req, res) => {
    const ref = pathRef(req.params);
    readQuery(req.query, () => undefined);
    const call = await caller(req);
    res.json(
      await audited(auditor, req, fetching('revisions', req), () =>
        deployments.revisions(ref, call),
      ),
    );
  });

  router.post(`${ONE}/rollback`, async (req, res) => {
    const ref = pathRef(req.params);
    const dryRun = readQuery(req.query, reader => reader.flag('dryRun'));
    const target = readBody(rollbackBody, req.body);
    const call = await caller(req);
    if (dryRun) {
      res.json(
        await audited(auditor, req, fetching('dry-run', req), () =>
          deployments.explainRollback(ref, target, call),
        ),
      );
      return;
    }
    const detail = await audited(
      auditor,
      req,
      mutating('rollback', req),
      async add => {
        const { revision, history } = target;
        add({ target: revision ?? history ?? '' });
        return deployments.rollback(ref, target, call);
      },
    );
    res.status(202).json(detail);
  });

  router.get(`${ONE}/explain`, async (req, res) => {
    const ref = pathRef(req.params);
    readQuery(req.query, () => undefined);
    const call = await caller(req);
    res.json(
      await audited(auditor, req, fetching('explain', req), () =>
        deployments.explain(ref, call),
      ),
    );
  });

  router.post(`${ONE}/explain`, async (req, res) => {
    const ref = pathRef(req.params);
    readQuery(req.query, () => undefined);
    const call = await caller(req);
    res.json(
      await audited(auditor, req, fetching('dry-run', req), () =>
        deployments.explainPatch(ref, req.body, call),
      ),
    );
  });

  return router;
}
