import type {
  AuditorService,
  HttpAuthService,
} from '@backstage/backend-plugin-api';
import { stringifyResourceRef } from '@greenroom/backstage-plugin-model-serving-common';
import type { Request, Router } from 'express';
import PromiseRouter from 'express-promise-router';
import type { AuthorizedOrphans } from '../orphans';
import { audited } from './audited';
import { callerOf } from './callers';
import { pathRef } from './pathRef';
import { readQuery } from './QueryReader';

const LIST = '/clusters/:cluster/orphans';

/** Options of {@link createOrphansRouter}. */
export interface OrphansRouterOptions {
  readonly orphans: AuthorizedOrphans;
  readonly httpAuth: HttpAuthService;
  readonly auditor: AuditorService;
}

/** Routes of what clusters hold of deployments that are not known here. Permissions are decided inside the service. */
export function createOrphansRouter(options: OrphansRouterOptions): Router {
  const { orphans, httpAuth, auditor } = options;
  const router = PromiseRouter();
  const caller = (req: Request) => callerOf(httpAuth, req);

  router.get(LIST, async (req, res) => {
    readQuery(req.query, () => undefined);
    const { credentials } = await caller(req);
    const { cluster } = req.params;
    const action = {
      eventId: 'orphan-fetch',
      severityLevel: 'low' as const,
      meta: { queryType: 'list', cluster },
    };
    const items = await audited(auditor, req, action, () =>
      orphans.list(cluster, credentials),
    );
    res.json({ items });
  });

  router.delete(`${LIST}/:namespace/:name`, async (req, res) => {
    const ref = pathRef(req.params);
    const { uid } = readQuery(req.query, reader => ({
      uid: reader.required('uid'),
    }));
    const { credentials } = await caller(req);
    const action = {
      eventId: 'orphan-mutate',
      severityLevel: 'high' as const,
      meta: { actionType: 'remove', ref: stringifyResourceRef(ref), uid },
    };
    await audited(auditor, req, action, () =>
      orphans.remove(ref, uid, credentials),
    );
    res.status(202).end();
  });

  return router;
}
